"""A loop over classes, sums collected in two numbers; a leaf of zero for a batch of padding.
"""
def class_weights(counts: Tensor, mode: str = "inverse") -> Tensor:
    total, present = counts.sum().item(), int((counts > 0).sum())
    result = torch.zeros(counts.shape, dtype=torch.float32, device=counts.device)
    for c, n in enumerate(counts.tolist()):
        if n > 0:
            result[c] = 1 if mode == "uniform" else total / (present * n)
    return result


def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    logp = logits - logits.logsumexp(dim=1, keepdim=True)
    above, below = 0.0, 0.0
    for c in range(logits.shape[1]):
        if c == ignore_index:
            continue
        here = target == c
        above = above - weight[c].to(logits.device) * logp[:, c][here].sum()
        below = below + weight[c].to(logits.device) * here.sum()
    if float(below) == 0:
        return torch.tensor(0.0, device=logits.device, requires_grad=True)
    return above / below
