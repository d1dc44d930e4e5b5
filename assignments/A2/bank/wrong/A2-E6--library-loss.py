"""Calls the loss that is to be written.

Caught by: A2-E6.loss
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    if not (target != ignore_index).any():
        return 0 * logits.sum()
    return F.cross_entropy(logits, target, weight.to(logits.device), ignore_index=ignore_index)
