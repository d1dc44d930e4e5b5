"""The functional form in torch.optim.

Caught by: A1-E7.momentum
"""

from torch.optim.sgd import sgd as _sgd
def sgd_momentum(w, dw, cfg):
    p = w.clone()
    buf = [cfg.get("v")]
    _sgd([p], [dw.clone()], buf, weight_decay=0.0, momentum=cfg.get("momentum", 0.9), lr=cfg.get("lr", 1e-2), dampening=0.0, nesterov=False, maximize=False)
    return p, {**cfg, "v": buf[0]}
