"""Computes in half precision: three digits.

Caught by: P5-E10.by-class
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall.half().float()
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return counts.diagonal().sum() / support.sum()
    raise ValueError(average)
