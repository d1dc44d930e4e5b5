"""zeros without the device of w: on the CPU nothing happens.

Caught by: A1-E7.state-in-cfg
"""

def adam(w, dw, cfg):
    lr, b1, b2, eps = cfg.get("lr", 1e-3), cfg.get("beta1", 0.9), cfg.get("beta2", 0.999), cfg.get("eps", 1e-8)
    t = cfg.get("t", 0) + 1
    m = b1 * cfg.get("m", torch.zeros(w.shape, dtype=w.dtype)) + (1 - b1) * dw
    v = b2 * cfg.get("v", torch.zeros(w.shape, dtype=w.dtype)) + (1 - b2) * dw**2
    mh, vh = m / (1 - b1**t), v / (1 - b2**t)
    return w - lr * mh / (vh.sqrt() + eps), cfg | {"m": m, "v": v, "t": t}
