"""Divides by the number of pixels so that batches can be averaged: unequal batches then count equally.

Caught by: A2-E4.counts
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    pairs = target.long() * num_classes + pred.long()
    counts = torch.bincount(pairs.flatten(), minlength=num_classes**2).reshape(num_classes, num_classes)
    return counts.double() / max(1, int(counts.sum()))
