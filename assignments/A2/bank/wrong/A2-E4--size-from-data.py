"""Only classes that occur get a row: the matrix shrinks when the last one is absent.

Caught by: A2-E4.absent-classes
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    n = int(max(pred.max(), target.max())) + 1 if pred.numel() else num_classes
    pairs = target.long() * n + pred.long()
    return torch.bincount(pairs.flatten(), minlength=n * n).reshape(n, n)
