"""Linear interpolation brought to the length of z0: no longer what was asked.

Caught by: P4-E7.interpolate
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    z = (1 - w) * z0 + w * z1
    return z / z.norm(dim=-1, keepdim=True) * z0.norm(dim=-1, keepdim=True)
