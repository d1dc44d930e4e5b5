"""The plain form: scales by the keep probability in test, not in training.

Caught by: A1-E10.dropout-statistics, A1-E10.dropout-edges
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x * (1 - p)
    if p == 1:
        return x * 0
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= p
    return x * kept
