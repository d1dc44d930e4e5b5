"""Keeps one history for all calls: the second call returns the epochs of the first one too.

Caught by: P5-E09.second-call-goes-on
"""

all_epochs = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}


def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    history = all_epochs
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        result = train_one_epoch(model, train_batches, optimizer, compute_loss, device)
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, val_batches, device))
        if scheduler is not None:
            scheduler.step()
    return history
