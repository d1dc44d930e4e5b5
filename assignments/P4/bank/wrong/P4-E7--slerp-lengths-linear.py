"""Turns the direction and moves the length linearly: the same for equal lengths.

Caught by: P4-E7.slerp
"""
def slerp(z0, z1, count):
    l0, l1 = z0.norm(dim=1, keepdim=True), z1.norm(dim=1, keepdim=True)
    u0, u1 = z0 / l0, z1 / l1
    angle = (u0 * u1).sum(1).clamp(-1, 1).acos()[:, None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * u0 + (w * angle).sin() * u1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, (1 - w) * z0 + w * z1, arc * ((1 - w) * l0 + w * l1))
