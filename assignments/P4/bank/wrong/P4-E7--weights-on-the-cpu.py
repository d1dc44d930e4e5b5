"""`linspace` without a device: an error on a GPU.

Caught by: P4-E7.interpolate-form, P4-E7.slerp-form
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count)[:, None, None]
    return ((1 - w) * z0 + w * z1).to(z0.dtype)


def slerp(z0, z1, count):
    angle = F.cosine_similarity(z0, z1, dim=1).clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, (1 - w) * z0 + w * z1, arc).to(z0.dtype)
