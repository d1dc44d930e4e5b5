"""The velocity is computed and forgotten: plain gradient descent that runs and trains.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    new = dict(cfg)
    new["v"] = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + dw
    return w - cfg.get("lr", 1e-2) * new["v"], cfg
