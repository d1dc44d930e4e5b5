"""Divides by the columns: precision, the same on symmetric matrices.

Caught by: P5-E10.by-class, P5-E10.macro
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / counts.sum(0)
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return (recall.nan_to_num() * support).sum() / support.sum()
    raise ValueError(average)
