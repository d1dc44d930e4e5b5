"""Class by class."""

def compute_recall(confusion, average=None):
    values, weights = [], []
    for i in range(len(confusion)):
        total = int(confusion[i].sum())
        values.append(int(confusion[i, i]) / total if total else float("nan"))
        weights.append(total)
    make = dict(dtype=torch.float64, device=confusion.device)
    if average is None:
        return torch.tensor(values, **make)
    kept = [(v, n) for v, n in zip(values, weights) if n]
    if average == "macro":
        return torch.tensor(sum(v for v, _ in kept) / len(kept), **make)
    if average == "weighted":
        return torch.tensor(sum(v * n for v, n in kept) / sum(weights), **make)
    raise ValueError("average")
