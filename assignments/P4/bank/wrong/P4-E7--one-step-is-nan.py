"""Weights k/(count - 1): 0/0 for one step.

Caught by: P4-E7.interpolate-edges
"""
def interpolate(z0, z1, count):
    w = (torch.arange(count, device=z0.device, dtype=z0.dtype) / (count - 1))[:, None, None]
    return (1 - w) * z0 + w * z1
