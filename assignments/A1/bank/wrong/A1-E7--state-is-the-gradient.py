"""The velocity starts as the caller's gradient tensor itself: right until the caller writes the next gradient into it.

Caught by: A1-E7.state-in-cfg
"""

def sgd_momentum(w, dw, cfg):
    if "v" in cfg:
        cfg["v"] = cfg["v"] * cfg.get("momentum", 0.9) + dw
    else:
        cfg["v"] = dw
    return w - cfg.get("lr", 1e-2) * cfg["v"], cfg
