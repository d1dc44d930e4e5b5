"""Puts the weights of the best epoch back at the end: nice, and not what was asked.

Caught by: P5-E09.history, P5-E09.second-call-goes-on
"""

def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    import copy
    best, kept = -1.0, None
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        result = train_one_epoch(model, train_batches, optimizer, compute_loss, device)
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, val_batches, device))
        if history["train/loss"][-1] > best:
            best, kept = history["train/loss"][-1], copy.deepcopy(model.state_dict())
        if scheduler is not None:
            scheduler.step()
    model.load_state_dict(kept)
    return history
