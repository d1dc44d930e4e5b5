"""A small number inside the logarithm: no inf, but large losses are cut off and have no gradient.

Caught by: A2-E6.large-logits
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    weight = weight.to(logits.device)
    valid = target != ignore_index
    label = target.masked_fill(~valid, 0)
    nll = -torch.log(torch.softmax(logits, 1) + 1e-7).gather(1, label.unsqueeze(1))[:, 0]
    w = weight[label] * valid
    if not valid.any():
        return logits.sum() * 0
    return (w * nll).sum() / w.sum()
