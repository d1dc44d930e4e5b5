"""Counts into a tensor that lies on the CPU.

Caught by: A2-E4.device
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for i in range(num_classes):
        for j in range(num_classes):
            counts[i, j] = ((target == i) & (pred == j)).sum()
    return counts
