"""Random numbers without device: runs on the CPU, fails on a GPU.

Caught by: A1-E10.device
"""

def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p should be in [0, 1]")
    if not training:
        return x
    if p == 1:
        return x * 0
    kept = torch.rand(x.shape, generator=generator) >= p
    return x * kept / (1 - p)
