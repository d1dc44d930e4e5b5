"""Puts all sines into the first half and all cosines into the second, as other texts do.

Caught by: P3-E10.sinusoid-values, P3-E10.sinusoid-rotation
"""
def sinusoidal_encoding(length, dim):
    angles = torch.arange(length)[:, None] / 10000 ** (2 * torch.arange((dim + 1) // 2) / dim)
    return torch.cat((angles.sin(), angles.cos()), 1)[:, :dim]
