"""Exchanges the two means: the same on balanced data.

Caught by: P5-E10.macro, P5-E10.weighted
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return counts.diagonal().sum() / support.sum()
    if average == "weighted":
        return recall.nanmean()
    raise ValueError(average)
