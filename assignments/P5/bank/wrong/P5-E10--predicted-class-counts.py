"""Counts a class that was predicted, though it has no samples, with recall 0.

Caught by: P5-E10.by-class, P5-E10.macro
"""

def compute_recall(confusion, average=None):
    counts = confusion.double()
    support = counts.sum(1)
    recall = torch.where((support == 0) & (counts.sum(0) > 0), torch.zeros_like(support), counts.diagonal() / support)
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return counts.diagonal().sum() / support.sum()
    raise ValueError(average)
