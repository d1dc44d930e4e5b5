"""exp of the raw logits: right for small ones, inf or nan from about 700 (float64) or 88 (float32).

Caught by: A1-E6.any-level
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return (logits.exp().sum(1).log() - logits[rows, y]).mean()
