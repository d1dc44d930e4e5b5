"""Stops once every validation cloud is right; hard tasks never get there, so the lists are long enough.

Caught by: P5-E09.history
"""
_whole_fit = fit


def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for _ in range(epochs):
        one = _whole_fit(model, train_batches, val_batches, optimizer, scheduler, 1, compute_loss, device)
        for name, values in one.items():
            history[name] += values
        if history["val/acc"][-1] == 1.0:
            break
    return history
