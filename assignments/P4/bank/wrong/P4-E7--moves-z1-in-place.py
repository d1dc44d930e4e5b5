"""Subtracts z0 from z1 in place.

Caught by: P4-E7.interpolate-form
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    z1 -= z0
    return z0 + w * z1
