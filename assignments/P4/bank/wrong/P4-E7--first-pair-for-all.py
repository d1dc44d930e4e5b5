"""Moves every sample along the way of the first.

Caught by: P4-E7.interpolate, P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    return z0 + w * (z1[:1] - z0[:1])
