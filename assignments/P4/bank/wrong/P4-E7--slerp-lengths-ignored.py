"""arccos of the dot product: right for unit vectors.

Caught by: P4-E7.slerp, P4-E7.slerp-length
"""
def slerp(z0, z1, count):
    angle = (z0 * z1).sum(1).clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, (1 - w) * z0 + w * z1, arc)
