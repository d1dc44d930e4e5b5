"""Of a batch of maps whole channels are dropped: right for vectors.

Caught by: A1-E10.dropout-statistics
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError('p')
    if not training:
        return x
    if p == 1:
        return x * 0
    kept = (torch.rand(x.shape[:2], generator=generator, device=x.device) >= p).reshape(*x.shape[:2], *[1] * (x.dim() - 2))
    return x * kept / (1 - p)
