"""Returns the recalls for any other average.

Caught by: P5-E10.device-and-errors
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
        return counts.diagonal().sum() / support.sum()
    return recall
