"""Computes the pairs in int16: enough for 181 classes, more overflow.

Caught by: A2-E4.integer-types
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.short().flatten(), target.short().flatten()
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
