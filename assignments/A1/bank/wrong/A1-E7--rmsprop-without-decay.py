"""Sums squares without forgetting (AdaGrad): the steps go to 0.

Caught by: A1-E7.rmsprop
"""

def rmsprop(w, dw, cfg):
    s = cfg.get("s", torch.zeros_like(w)) + dw**2
    return w - cfg.get("lr", 1e-2) * dw / (s.sqrt() + cfg.get("eps", 1e-8)), cfg | {"s": s}
