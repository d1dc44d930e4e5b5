"""Weights by linspace on the default dtype; expand and clone; rows picked by a mask.
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, device=z0.device)[:, None, None].type_as(z0)
    return z0[None] * (1 - w) + z1[None] * w


def sweep(z, dim, values):
    out = z.expand(values.shape[0], -1).clone()
    out[:, dim] = values
    return out


def slerp(z0, z1, count):
    u0, u1 = F.normalize(z0, dim=1), F.normalize(z1, dim=1)
    angle = torch.acos((u0 * u1).sum(1, keepdim=True).clamp(-1, 1))
    out = interpolate(z0, z1, count)
    arc = (torch.sin(angle) >= 1e-4).squeeze(1)
    w = torch.linspace(0, 1, count, device=z0.device).type_as(z0)[:, None, None]
    theta = angle[arc]
    out[:, arc] = (torch.sin((1 - w) * theta) * z0[arc] + torch.sin(w * theta) * z1[arc]) / torch.sin(theta)
    return out
