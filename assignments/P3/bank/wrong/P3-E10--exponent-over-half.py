"""Divides i by D/2 rounded down: right for even D, not for odd ones.

Caught by: P3-E10.sinusoid-values
"""
def sinusoidal_encoding(length, dim):
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 10000 ** ((columns // 2) / max(dim // 2, 1))
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
