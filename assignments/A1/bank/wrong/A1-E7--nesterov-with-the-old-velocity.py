"""g + mu v with the v from before the update: nearly the same path.

Caught by: A1-E7.nesterov
"""

def nesterov(w, dw, cfg):
    mu, old = cfg.get("momentum", 0.9), cfg.get("v", torch.zeros_like(w))
    return w - cfg.get("lr", 1e-2) * (dw + mu * old), cfg | {"v": mu * old + dw}
