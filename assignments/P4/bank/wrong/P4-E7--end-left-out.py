"""Weights k/count: the last latent is never reached.

Caught by: P4-E7.interpolate, P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = (torch.arange(count, device=z0.device, dtype=z0.dtype) / count)[:, None, None]
    return (1 - w) * z0 + w * z1
