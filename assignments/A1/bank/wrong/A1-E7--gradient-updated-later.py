"""The first gradient becomes the velocity and is updated in place: the path is right, the caller's dw is not.

Caught by: A1-E7.state-in-cfg
"""

def nesterov(w, dw, cfg):
    mu = cfg.get("momentum", 0.9)
    cfg["v"] = cfg["v"].mul_(mu).add_(dw) if "v" in cfg else dw
    return w - cfg.get("lr", 1e-2) * (dw + mu * cfg["v"]), cfg
