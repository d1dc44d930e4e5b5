"""One maximum for the whole batch: rows far below it underflow to log 0.

Caught by: A1-E6.any-level
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    z = logits - logits.max()
    return (z.exp().sum(1).log() - z[rows, y]).mean()
