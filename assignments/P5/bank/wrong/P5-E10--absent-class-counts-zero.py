"""Gives classes without samples recall 0 and counts them in the mean.

Caught by: P5-E10.by-class, P5-E10.macro
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support.clamp(min=1)
    if average is None:
        return recall
    if average == "macro":
        return recall.mean()
    if average == "weighted":
        return counts.diagonal().sum() / support.sum()
    raise ValueError(average)
