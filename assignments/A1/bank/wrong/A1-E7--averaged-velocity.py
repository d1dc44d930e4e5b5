"""v = mu v + (1 - mu) g, an average: the same direction, the step ten times smaller.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    mu = cfg.get("momentum", 0.9)
    v = mu * cfg.get("v", torch.zeros_like(w)) + (1 - mu) * dw
    return w - cfg.get("lr", 1e-2) * v, cfg | {"v": v}
