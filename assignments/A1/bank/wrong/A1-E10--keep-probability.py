"""p is read as the share that is kept: invisible at 0.5.

Caught by: A1-E10.dropout-statistics
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x
    if p == 0:
        return x * 0
    kept = torch.rand(x.shape, generator=generator, device=x.device) < p
    return x * kept / p
