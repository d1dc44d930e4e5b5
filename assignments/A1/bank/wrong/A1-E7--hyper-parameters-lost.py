"""Only the state is returned: from the second step on the default values are used.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    v = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + dw
    return w - cfg.get("lr", 1e-2) * v, {"v": v}
