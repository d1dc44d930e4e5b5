"""Linear already from a sine of 1e-3: nearly opposite vectors pass close to 0 in place of the long way round.

Caught by: P4-E7.slerp-parallel
"""
def slerp(z0, z1, count):
    angle = F.cosine_similarity(z0, z1, dim=1, eps=0).clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-3, (1 - w) * z0 + w * z1, arc)
