"""dw is multiplied in place before the step: right result, changed argument.

Caught by: A1-E7.state-in-cfg
"""

def rmsprop(w, dw, cfg):
    alpha = cfg.get("alpha", 0.99)
    s = alpha * cfg.get("s", torch.zeros_like(w)) + (1 - alpha) * dw**2
    dw *= cfg.get("lr", 1e-2)
    return w - dw / (s.sqrt() + cfg.get("eps", 1e-8)), cfg | {"s": s}
