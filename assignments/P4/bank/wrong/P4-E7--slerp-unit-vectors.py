"""Returns unit vectors: lengths are lost.

Caught by: P4-E7.slerp, P4-E7.slerp-length
"""
def slerp(z0, z1, count):
    z0, z1 = F.normalize(z0), F.normalize(z1)
    cos = (z0 * z1).sum(1) / (z0.norm(dim=1) * z1.norm(dim=1))
    angle = cos.clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, (1 - w) * z0 + w * z1, arc)
