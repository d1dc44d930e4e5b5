"""Overwrites ignored labels in the target itself: the loss of the same batch then counts padding.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    valid = torch.ones_like(target, dtype=torch.bool) if ignore_index is None else target != ignore_index
    target[~valid] = 0
    pairs = target.long() * num_classes + pred.long()
    return torch.bincount(pairs[valid], minlength=num_classes**2).reshape(num_classes, num_classes)
