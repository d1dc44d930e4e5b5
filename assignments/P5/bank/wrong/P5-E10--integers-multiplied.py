"""Multiplies counts as integers: right for small sets, wrong for large ones.

Caught by: P5-E10.weighted
"""

def compute_recall(confusion, average=None):
    support = confusion.sum(1)
    recall = confusion.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return (confusion.diagonal() * support / support.clamp(min=1)).sum() / support.sum()
    raise ValueError(average)
