"""Multiplies nan by the weight 0: nan.

Caught by: P5-E10.weighted
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return (recall * support / support.sum()).sum()
    raise ValueError(average)
