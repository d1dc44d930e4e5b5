"""Fills sine and cosine columns from one table of D/2 angles: an odd D fails.

Caught by: P3-E10.sinusoid-values
"""
def sinusoidal_encoding(length, dim):
    table = torch.zeros(length, dim)
    angles = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, dim, 2) / dim)
    table[:, 0::2], table[:, 1::2] = angles.sin(), angles.cos()
    return table
