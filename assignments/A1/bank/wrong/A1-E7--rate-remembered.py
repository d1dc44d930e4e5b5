"""The rate of the first call is kept with the state: a schedule has no effect.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    v, lr = cfg.get("state", (torch.zeros_like(w), cfg.get("lr", 1e-2)))
    v = cfg.get("momentum", 0.9) * v + dw
    return w - lr * v, cfg | {"state": (v, lr)}
