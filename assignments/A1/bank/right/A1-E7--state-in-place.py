"""State tensors of its own, updated in place, in a nested dict; the first velocity is a copy of the gradient."""

def sgd_momentum(w, dw, cfg):
    if "state" not in cfg:
        cfg["state"] = {"v": dw.clone()}
    else:
        cfg["state"]["v"].mul_(cfg.get("momentum", 0.9)).add_(dw)
    return w.sub(cfg["state"]["v"], alpha=cfg.get("lr", 1e-2)), cfg
def rmsprop(w, dw, cfg):
    s = cfg.setdefault("s", torch.zeros_like(dw))
    alpha = cfg.get("alpha", 0.99)
    s.mul_(alpha).addcmul_(dw, dw, value=1 - alpha)
    return w.addcdiv(dw, s.sqrt().add_(cfg.get("eps", 1e-8)), value=-cfg.get("lr", 1e-2)), cfg
def adam(w, dw, cfg):
    cfg["t"] = cfg.get("t", 0) + 1
    b1, b2 = cfg.get("beta1", 0.9), cfg.get("beta2", 0.999)
    m, v = cfg.setdefault("m", torch.zeros_like(w)), cfg.setdefault("v", torch.zeros_like(w))
    m.lerp_(dw, 1 - b1)
    v.mul_(b2).addcmul_(dw, dw, value=1 - b2)
    denominator = v.sqrt() / math.sqrt(1 - b2 ** cfg["t"]) + cfg.get("eps", 1e-8)
    return w - cfg.get("lr", 1e-3) / (1 - b1 ** cfg["t"]) * m / denominator, cfg
