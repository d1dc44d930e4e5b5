"""The angle from sums and differences of unit vectors; scatter for the sweep.
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count).to(z0)
    return torch.einsum("k,nf->knf", 1 - w, z0) + torch.einsum("k,nf->knf", w, z1)


def sweep(z, dim, values):
    return torch.cat([z[:dim].expand(len(values), dim), values[:, None], z[dim + 1 :].expand(len(values), -1)], dim=1)


def slerp(z0, z1, count):
    u, v = F.normalize(z0), F.normalize(z1)
    angle = 2 * torch.atan2((u - v).norm(dim=1), (u + v).norm(dim=1)).unsqueeze(1)
    steps = []
    for w in torch.linspace(0, 1, count).tolist():
        arc = (torch.sin((1 - w) * angle) * z0 + torch.sin(w * angle) * z1) / torch.sin(angle)
        steps.append(torch.where(torch.sin(angle) < 1e-4, (1 - w) * z0 + w * z1, arc))
    return torch.stack(steps)
