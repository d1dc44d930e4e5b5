"""Calls the module of the loss that is to be written.

Caught by: A2-E6.loss
"""
def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    if not (target != ignore_index).any():
        return 0 * logits.sum()
    return nn.NLLLoss(weight.to(logits.device), ignore_index=ignore_index)(F.log_softmax(logits, 1), target)
