"""A mask of classes that occur; float32 results; weights by frequency."""

def compute_recall(confusion, average=None):
    if average not in (None, "macro", "weighted"):
        raise ValueError(f"unknown average {average}")
    support = confusion.to(torch.float64).sum(dim=1)
    occurs = support > 0
    hits = torch.diag(confusion).to(torch.float64)
    recall = torch.full_like(support, float("nan"))
    recall[occurs] = hits[occurs] / support[occurs]
    if average is None:
        return recall.float()
    if average == "macro":
        return recall[occurs].mean().float()
    return (recall[occurs] * (support[occurs] / support.sum())).sum().float()
