"""Adam's default rate is taken from the others: ten times too large, and still trains.

Caught by: A1-E7.adam
"""

def adam(w, dw, cfg):
    lr, b1, b2, eps = cfg.get("lr", 1e-2), cfg.get("beta1", 0.9), cfg.get("beta2", 0.999), cfg.get("eps", 1e-8)
    t = cfg.get("t", 0) + 1
    m = b1 * cfg.get("m", torch.zeros_like(w)) + (1 - b1) * dw
    v = b2 * cfg.get("v", torch.zeros_like(w)) + (1 - b2) * dw**2
    mh, vh = m / (1 - b1**t), v / (1 - b2**t)
    return w - lr * mh / (vh.sqrt() + eps), cfg | {"m": m, "v": v, "t": t}
