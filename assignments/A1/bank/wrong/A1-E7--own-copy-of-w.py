"""Walks a copy of w of its own; the same as long as the caller does not change w.

Caught by: A1-E7.state-in-cfg
"""

def sgd_momentum(w, dw, cfg):
    mu = cfg.get("momentum", 0.9)
    v = mu * cfg.get("v", torch.zeros_like(w)) + dw
    w = cfg.get("w", w)
    return (new := w - cfg.get("lr", 1e-2) * v), {**cfg, "v": v, "w": new}
