"""Gives each column its own frequency: sine and cosine of a pair do not belong together.

Caught by: P3-E10.sinusoid-values, P3-E10.sinusoid-rotation
"""
def sinusoidal_encoding(length, dim):
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 10000 ** (columns / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
