"""Weights by how often a class is predicted.

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
        return (recall.nan_to_num() * counts.sum(0)).sum() / counts.sum()
    raise ValueError(average)
