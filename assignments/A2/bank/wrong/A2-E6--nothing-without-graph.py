"""A bare 0 for a batch of padding: backward() of it raises in the middle of an epoch.

Caught by: A2-E6.nothing-valid
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    weight = weight.to(logits.device)
    valid = target != ignore_index
    label = target.masked_fill(~valid, 0)
    nll = -torch.log_softmax(logits, 1).gather(1, label.unsqueeze(1))[:, 0]
    w = weight[label] * valid
    if not valid.any():
        return torch.zeros((), dtype=logits.dtype, device=logits.device)
    return (w * nll).sum() / w.sum()
