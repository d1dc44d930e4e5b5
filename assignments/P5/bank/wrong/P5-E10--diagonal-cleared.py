"""Takes the hits out of its argument.

Caught by: P5-E10.by-class
"""

def compute_recall(confusion, average=None):
    hits = confusion.diagonal().clone().double()
    support = confusion.sum(1).double()
    confusion.fill_diagonal_(0)
    recall = hits / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return hits.sum() / support.sum()
    raise ValueError(average)
