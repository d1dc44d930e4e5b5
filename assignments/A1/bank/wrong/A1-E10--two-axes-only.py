"""The mask has two axes: right for vectors, an error or shared by places for maps.

Caught by: A1-E10.dropout-statistics
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError('p')
    if not training:
        return x
    if p == 1:
        return x * 0
    kept = torch.rand(x.shape[0], x.shape[1], generator=generator, device=x.device) >= p
    return x * kept / (1 - p)
