"""The average starts with the first square instead of 0: only the first steps differ.

Caught by: A1-E7.rmsprop
"""

def rmsprop(w, dw, cfg):
    alpha = cfg.get("alpha", 0.99)
    s = alpha * cfg["s"] + (1 - alpha) * dw**2 if "s" in cfg else dw**2
    return w - cfg.get("lr", 1e-2) * dw / (s.sqrt() + cfg.get("eps", 1e-8)), cfg | {"s": s}
