"""The linear way brought back to the length: right length, unequal angles.

Caught by: P4-E7.slerp, P4-E7.slerp-length
"""
def slerp(z0, z1, count):
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    z = (1 - w) * z0 + w * z1
    length = (1 - w) * z0.norm(dim=1, keepdim=True) + w * z1.norm(dim=1, keepdim=True)
    return z / z.norm(dim=2, keepdim=True) * length
