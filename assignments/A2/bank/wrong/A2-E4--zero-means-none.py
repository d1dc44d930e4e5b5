"""`if ignore_index:` takes class 0 for no ignored class at all.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    if ignore_index:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
