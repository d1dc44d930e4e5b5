"""Ends an odd table with a cosine.

Caught by: P3-E10.sinusoid-values
"""
def sinusoidal_encoding(length, dim):
    columns = torch.arange(dim)
    angles = torch.arange(length)[:, None] / 10000 ** (2 * (columns // 2) / dim)
    table = torch.where(columns % 2 == 0, angles.sin(), angles.cos())
    if dim % 2:
        table[:, -1] = angles[:, -1].cos()
    return table
