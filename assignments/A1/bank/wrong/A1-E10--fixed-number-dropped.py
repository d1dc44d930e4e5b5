"""Exactly a share p is dropped, by a permutation: elements are not drawn independently.

Caught by: A1-E10.dropout-statistics
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x
    if p == 1:
        return x * 0
    order = torch.randperm(x.numel(), generator=generator, device=x.device).reshape(x.shape)
    kept = order >= round(p * x.numel())
    return x * kept / (1 - p)
