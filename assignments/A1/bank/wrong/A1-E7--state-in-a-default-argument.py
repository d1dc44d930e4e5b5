"""The state is a default argument: one dict for the whole notebook, all parameters and all runs.

Caught by: A1-E7.momentum A1-E7.state-in-cfg
"""

def sgd_momentum(w, dw, cfg, state={}):
    v = state.get(w.shape)
    state[w.shape] = dw.clone() if v is None or v.dtype != w.dtype else cfg.get("momentum", 0.9) * v + dw
    return w - cfg.get("lr", 1e-2) * state[w.shape], cfg
