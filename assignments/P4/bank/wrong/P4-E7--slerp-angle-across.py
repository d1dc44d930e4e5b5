"""The angle between columns: runs for N = F.

Caught by: P4-E7.slerp
"""
def slerp(z0, z1, count):
    if z0.shape[0] == z0.shape[1]:
        angle = F.cosine_similarity(z0, z1, dim=0).clamp(-1, 1).acos()[:, None]
    else:
        angle = F.cosine_similarity(z0, z1, dim=1).clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, (1 - w) * z0 + w * z1, arc)
