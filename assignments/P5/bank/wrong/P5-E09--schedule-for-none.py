"""Without a schedule the usual one is built; it first acts after 20 epochs, and a run of the 10-epoch rule is shorter.

Caught by: P5-E09.history
"""
_given_fit = fit


def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    scheduler = scheduler or build_scheduler(optimizer)
    return _given_fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss, device)
