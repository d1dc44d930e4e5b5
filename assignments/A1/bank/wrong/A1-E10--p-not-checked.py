"""p outside [0, 1] is accepted.

Caught by: A1-E10.dropout-edges
"""

def dropout(x, p, training, generator=None):
    if not training:
        return x
    if p == 1:
        return x * 0
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= p
    return x * kept / (1 - p)
