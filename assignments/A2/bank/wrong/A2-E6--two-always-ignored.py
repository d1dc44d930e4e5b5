"""Ignores label 2 whatever ignore_index is.

Caught by: A2-E6.loss
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    weight = weight.to(logits.device)
    valid = target != 2
    label = target.masked_fill(~valid, 0).clamp(0, logits.shape[1] - 1)
    nll = -torch.log_softmax(logits, 1).gather(1, label.unsqueeze(1))[:, 0]
    w = weight[label] * valid
    if not valid.any():
        return logits.sum() * 0
    return (w * nll).sum() / w.sum()
