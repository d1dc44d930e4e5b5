"""Weights (count, 1) against (N, F): runs for count = N, one step a sample.

Caught by: P4-E7.interpolate, P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None]
    out = (1 - w) * z0 + w * z1
    return out.expand(count, *z0.shape).clone()
