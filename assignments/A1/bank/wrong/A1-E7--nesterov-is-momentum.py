"""Nesterov without looking ahead is plain momentum, and converges as well.

Caught by: A1-E7.nesterov
"""

def nesterov(w, dw, cfg):
    v = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + dw
    return w - cfg.get("lr", 1e-2) * v, cfg | {"v": v}
