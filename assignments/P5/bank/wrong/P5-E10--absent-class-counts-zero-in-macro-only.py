"""nan by class, but 0 in the mean.

Caught by: P5-E10.macro
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nan_to_num().mean()
    if average == "weighted":
        return counts.diagonal().sum() / support.sum()
    raise ValueError(average)
