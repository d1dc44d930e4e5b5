"""Drops whatever is not a class and forgets ignore_index inside the range.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    valid = (target >= 0) & (target < num_classes)
    counts = torch.bincount(target[valid] * num_classes + pred[valid], minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
