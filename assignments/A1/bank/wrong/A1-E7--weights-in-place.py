"""w is updated in place and returned: the numbers are right, the caller's weights of before are lost.

Caught by: A1-E7.state-in-cfg
"""

def sgd_momentum(w, dw, cfg):
    v = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + dw
    w -= cfg.get("lr", 1e-2) * v
    return w, cfg | {"v": v}
