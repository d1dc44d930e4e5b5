"""Only the generator's seed is read, so it never moves on.

Caught by: A1-E10.dropout-edges
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x
    if p == 1:
        return x * 0
    if generator is not None:
        generator = torch.Generator().manual_seed(generator.initial_seed())
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= p
    return x * kept / (1 - p)
