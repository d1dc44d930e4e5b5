"""log-softmax, gather, mask; weights set where a class is present.
"""
def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.float()
    weights = torch.zeros(len(counts), device=counts.device)
    weights[present] = counts.sum().float() / (present.sum() * counts[present]).float()
    return weights


def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    weight = weight.to(logits.device)
    valid = target != ignore_index
    label = target.masked_fill(~valid, 0)
    nll = -torch.log_softmax(logits, 1).gather(1, label.unsqueeze(1))[:, 0]
    w = weight[label] * valid
    if not valid.any():
        return logits.sum() * 0
    return (w * nll).sum() / w.sum()
