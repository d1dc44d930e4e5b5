"""`torch.lerp`; `where` for the sweep; sines with view.
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0.0, 1.0, count, device=z0.device).to(z0.dtype)
    return torch.lerp(z0, z1, w.view(-1, 1, 1))


def sweep(z, dim, values):
    here = torch.arange(z.numel(), device=z.device) == dim
    return torch.where(here, values.unsqueeze(1), z.unsqueeze(0))


def slerp(z0, z1, count):
    n0, n1 = torch.linalg.vector_norm(z0, dim=-1), torch.linalg.vector_norm(z1, dim=-1)
    omega = torch.acos(torch.clamp(torch.einsum("nf,nf->n", z0, z1) / (n0 * n1), -1.0, 1.0))
    w = torch.linspace(0.0, 1.0, count, device=z0.device, dtype=z0.dtype)
    so = torch.sin(omega)
    flat = so < 1e-4
    safe = torch.where(flat, torch.ones_like(so), so)
    a = torch.sin((1 - w)[:, None] * omega) / safe
    b = torch.sin(w[:, None] * omega) / safe
    a, b = torch.where(flat, 1 - w[:, None], a), torch.where(flat, w[:, None], b)
    return a[..., None] * z0 + b[..., None] * z1
