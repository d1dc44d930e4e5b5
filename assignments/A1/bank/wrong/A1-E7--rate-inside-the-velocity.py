"""v = mu v + lr g: the same for a constant rate, different after a change.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    v = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + cfg.get("lr", 1e-2) * dw
    return w - v, cfg | {"v": v}
