"""Weights (count,) against (N, F): an error for most sizes, a mix along the axes for count = F.

Caught by: P4-E7.interpolate, P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)
    return ((1 - w) * z0 + w * z1).expand(count, *z0.shape).clone()
