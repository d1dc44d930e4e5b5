"""Clips the velocity to norm 10; gradients of size 1 never get there.

Caught by: A1-E7.momentum
"""

def sgd_momentum(w, dw, cfg):
    mu = cfg.get("momentum", 0.9)
    v = mu * cfg.get("v", torch.zeros_like(w)) + dw
    v = v * min(1.0, 10.0 / float(v.norm()))
    return w - cfg.get("lr", 1e-2) * v, {**cfg, "v": v}
