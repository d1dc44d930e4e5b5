"""Sums in the type of the counts: bytes overflow at 255.

Caught by: P5-E10.by-class
"""

def compute_recall(confusion, average=None):
    support = confusion.sum(1, dtype=confusion.dtype)
    recall = confusion.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return confusion.diagonal().sum() / confusion.sum()
    raise ValueError(average)
