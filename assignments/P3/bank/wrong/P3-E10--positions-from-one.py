"""Counts positions from 1.

Caught by: P3-E10.sinusoid-values, P3-E10.sinusoid-rotation
"""
def sinusoidal_encoding(length, dim):
    positions, columns = torch.arange(1, length + 1)[:, None], torch.arange(dim)
    angles = positions / 10000 ** (2 * (columns // 2) / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
