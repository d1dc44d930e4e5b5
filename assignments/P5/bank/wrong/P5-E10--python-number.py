"""Returns Python floats for the two means.

Caught by: P5-E10.macro, P5-E10.weighted
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean().item()
    if average == "weighted":
        return (counts.diagonal().sum() / support.sum()).item()
    raise ValueError(average)
