"""Returns float zeros where no pixel is valid; one such batch turns the sum of all matrices into floats.

Caught by: A2-E4.counts
"""

def confusion_matrix(pred, target, num_classes, ignore_index=None):
    n = num_classes
    if ignore_index is not None:
        keep = target != ignore_index
        pred, target = pred[keep], target[keep]
    if not len(target.flatten()):
        return torch.zeros(n, n)
    return torch.bincount((target.long() * n + pred.long()).flatten(), minlength=n * n).view(n, n)
