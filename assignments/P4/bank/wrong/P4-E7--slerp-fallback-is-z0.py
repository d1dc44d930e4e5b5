"""Stays at z0 for parallel vectors.

Caught by: P4-E7.slerp-parallel
"""
def slerp(z0, z1, count):
    cos = (z0 * z1).sum(1) / (z0.norm(dim=1) * z1.norm(dim=1))
    angle = cos.clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, z0.expand_as(arc), arc)
