"""v = mu v - g and w + lr v; state in cfg itself, defaults by setdefault."""

def sgd_momentum(w, dw, cfg):
    cfg.setdefault("lr", 1e-2)
    cfg.setdefault("momentum", 0.9)
    v = cfg.get("velocity", torch.zeros_like(w))
    v = cfg["momentum"] * v - dw
    cfg["velocity"] = v
    return w + cfg["lr"] * v, cfg
def nesterov(w, dw, cfg):
    cfg.setdefault("lr", 1e-2)
    cfg.setdefault("momentum", 0.9)
    v = cfg["momentum"] * cfg.get("velocity", torch.zeros_like(w)) - dw
    cfg["velocity"] = v
    return w + cfg["lr"] * (cfg["momentum"] * v - dw), cfg
