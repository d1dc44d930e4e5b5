"""Rows are predictions: accuracy, IoU and F1 are unchanged, precision and recall change places.

Caught by: A2-E4.counts
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    pairs = pred.long() * num_classes + target.long()
    return torch.bincount(pairs.flatten(), minlength=num_classes**2).reshape(num_classes, num_classes)
