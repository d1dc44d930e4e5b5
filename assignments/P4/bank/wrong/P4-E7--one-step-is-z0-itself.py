"""A view of z0 for one step: who writes into the result changes the latent.

Caught by: P4-E7.interpolate-form
"""
def interpolate(z0, z1, count):
    if count == 1:
        return z0[None]
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    return (1 - w) * z0 + w * z1
