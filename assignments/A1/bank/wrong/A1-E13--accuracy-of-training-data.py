"""The accuracy in the history is that of the training batches; it looks better than it is.

Caught by: A1-E13.fit-history-and-modes
"""
_right = fit
def fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3):
    return _right(model, train_batches, train_batches, epochs, device, lr)
