"""p = 1 divides 0 by 0: nan, seldom tried.

Caught by: A1-E10.dropout-edges
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= p
    return x * kept / (1 - p)
