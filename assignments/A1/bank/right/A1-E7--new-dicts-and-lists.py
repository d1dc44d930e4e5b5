"""A new cfg in every step, the state in a tuple or an object, the result as a list."""

import copy
from types import SimpleNamespace
def rmsprop(w, dw, cfg):
    new = copy.deepcopy(cfg)
    (s,) = new.pop("state", (0.0,))
    alpha = new.get("alpha", 0.99)
    s = alpha * s + (1 - alpha) * dw * dw
    new["state"] = (s,)
    return [w - new.get("lr", 0.01) * dw / (torch.sqrt(s) + new.get("eps", 1e-8)), new]
def adam(w, dw, cfg):
    full = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, **cfg}
    old = full.get("moments", SimpleNamespace(m=0.0, v=0.0, t=0))
    now = SimpleNamespace(t=old.t + 1)
    now.m = full["beta1"] * old.m + (1 - full["beta1"]) * dw
    now.v = full["beta2"] * old.v + (1 - full["beta2"]) * dw.square()
    m_hat = now.m / (1 - full["beta1"] ** now.t)
    v_hat = now.v / (1 - full["beta2"] ** now.t)
    return w - full["lr"] * m_hat / (v_hat.sqrt() + full["eps"]), {**full, "moments": now}
