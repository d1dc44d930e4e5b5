"""Everything becomes float32.

Caught by: P4-E7.interpolate-form
"""
def interpolate(z0, z1, count):
    w = torch.linspace(0, 1, count, device=z0.device)[:, None, None]
    return (1 - w) * z0.float() + w * z1.float()
