"""The state is in a global table keyed by the shape of w: right as long as no other parameter has this shape.

Caught by: A1-E7.state-in-cfg
"""

_velocity = {}
def sgd_momentum(w, dw, cfg):
    if "begun" not in cfg:
        _velocity[w.shape] = torch.zeros_like(w)
    _velocity[w.shape] = cfg.get("momentum", 0.9) * _velocity[w.shape] + dw
    return w - cfg.get("lr", 1e-2) * _velocity[w.shape], cfg | {"begun": True}
