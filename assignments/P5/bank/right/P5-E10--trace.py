"""The trace divided by the sum; einsum; match."""

def compute_recall(confusion, average=None):
    counts = confusion.to(torch.float64)
    per_class = torch.einsum("ii->i", counts) / torch.einsum("ij->i", counts)
    match average:
        case None:
            return per_class
        case "macro":
            return torch.nanmean(per_class)
        case "weighted":
            return torch.trace(counts) / counts.sum()
    raise ValueError(f"average={average}")
