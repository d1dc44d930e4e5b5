"""Cosine weights: slow at both ends, equal at the ends and in the middle.

Caught by: P4-E7.interpolate
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    w = (1 - torch.cos(math.pi * w)) / 2
    return (1 - w) * z0 + w * z1
