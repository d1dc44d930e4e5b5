"""Loops over the first axis, so a single number fails.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    mu = cfg.get("momentum", 0.9)
    v = mu * cfg.get("v", torch.zeros_like(w)) + dw
    
    return torch.stack([a - cfg.get("lr", 1e-2) * b for a, b in zip(w, v)]), {**cfg, "v": v}
