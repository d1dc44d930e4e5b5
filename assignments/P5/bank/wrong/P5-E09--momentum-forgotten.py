"""Each call of `fit` begins with an empty state of the optimiser; for plain SGD, which has none, nothing changes.

Caught by: P5-E09.second-call-goes-on
"""
_given_fit = fit


def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    optimizer.state.clear()
    return _given_fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss, device)
