"""Validates on the training batches: a gap can never be seen.

Caught by: P5-E09.history, P5-E09.order-in-fit
"""

def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        result = train_one_epoch(model, train_batches, optimizer, compute_loss, device)
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, train_batches, device))
        if scheduler is not None:
            scheduler.step()
    return history
