"""Multiplies in the dtype of the labels: right for two classes, in uint8 200 * 3 is 88.

Caught by: A2-E4.integer-types
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.flatten(), target.flatten()
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
