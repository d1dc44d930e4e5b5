"""Leaves the model in eval mode after the epoch; a loop that sets train mode anyway hides it.

Caught by: P5-E09.one-pass-a-batch
"""
_given_epoch = train_one_epoch


def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    result = _given_epoch(model, batches, optimizer, compute_loss, device)
    model.eval()
    return result
