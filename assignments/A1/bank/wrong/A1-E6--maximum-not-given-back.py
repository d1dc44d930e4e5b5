"""Shifts by the maximum in the sum of exponentials only: gradient right, value off by the maximum.

Caught by: A1-E6.cross-entropy A1-E6.any-level
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    z = logits - logits.max(1, keepdim=True).values.detach()
    return (z.exp().sum(1).log() - logits[rows, y]).mean()
