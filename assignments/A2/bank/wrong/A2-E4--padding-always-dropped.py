"""Drops label 2 whatever ignore_index is: right in this notebook's own calls.

Caught by: A2-E4.counts, A2-E4.absent-classes
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    if True:
        ignore_index = 2 if ignore_index is None else ignore_index
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
