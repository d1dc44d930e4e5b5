"""Computes the log-softmax without a graph: the value is right, nothing is learned.

Caught by: A2-E6.gradient
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    weight = weight.to(logits.device)
    valid = target != ignore_index
    label = target.masked_fill(~valid, 0)
    nll = -torch.log_softmax(logits.detach(), 1).gather(1, label.unsqueeze(1))[:, 0]
    w = weight[label] * valid
    if not valid.any():
        return logits.sum() * 0
    return (w * nll).sum() / w.sum() + 0 * logits.sum()
