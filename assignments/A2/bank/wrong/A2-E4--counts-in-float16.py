"""Counts by a product of one-hot matrices in float16, which is exact up to 2048 only; small tests hide it.

Caught by: A2-E4.counts
"""

def confusion_matrix(pred, target, num_classes, ignore_index=None):
    p, t = pred.reshape(-1).long(), target.reshape(-1).long()
    if ignore_index is not None:
        keep = t != ignore_index
        p, t = p[keep], t[keep]
    return (F.one_hot(t, num_classes).half().T @ F.one_hot(p, num_classes).half()).long()
