"""torch.optim does the step: right numbers, nothing written.

Caught by: A1-E7.momentum A1-E7.state-in-cfg
"""

def sgd_momentum(w, dw, cfg):
    if "p" not in cfg:
        cfg["p"] = torch.nn.Parameter(w.clone())
        cfg["o"] = torch.optim.SGD([cfg["p"]], lr=cfg.get("lr", 1e-2), momentum=cfg.get("momentum", 0.9))
    cfg["o"].param_groups[0]["lr"] = cfg.get("lr", 1e-2)
    cfg["p"].grad = dw.clone()
    cfg["o"].step()
    return cfg["p"].detach().clone(), cfg
