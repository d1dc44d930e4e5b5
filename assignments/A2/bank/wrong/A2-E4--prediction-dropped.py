"""Drops pixels that are predicted as ignore_index as well: where it is a class, false alarms vanish.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    if ignore_index is not None:
        valid = (target != ignore_index) & (pred != ignore_index)
        pred, target = pred[valid], target[valid]
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
