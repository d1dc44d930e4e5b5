"""Keeps the denominator above 1, not above 0: right unless the weights are small, then the loss is too small.

Caught by: A2-E6.loss
"""

def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    valid = target != ignore_index
    labels = torch.where(valid, target, 0)
    losses = -F.log_softmax(logits, dim=1).gather(1, labels[:, None]).squeeze(1)
    weights = weight.to(logits.device)[labels] * valid
    return (weights * losses).sum() / weights.sum().clamp(min=1)
