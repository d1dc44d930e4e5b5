"""Begins at z1: the strip is read backwards.

Caught by: P4-E7.interpolate, P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    return w * z0 + (1 - w) * z1
