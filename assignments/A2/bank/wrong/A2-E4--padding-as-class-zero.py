"""Maps ignored pixels to class 0: easy padding becomes well recognised background.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    if ignore_index is not None:
        target = torch.where(target == ignore_index, 0, target)
    counts = torch.bincount(target * num_classes + pred, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)
