"""Zeroes the row of ignore_index afterwards: right inside the range, outside it the labels spill into other cells.

Caught by: A2-E4.ignored
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pairs = target.long().flatten() * num_classes + pred.long().flatten()
    pairs = pairs.clamp(0, num_classes**2 - 1)
    counts = torch.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)
    if ignore_index is not None and 0 <= ignore_index < num_classes:
        counts[ignore_index] = 0
    return counts
