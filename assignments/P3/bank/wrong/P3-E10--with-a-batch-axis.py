"""Returns (1, length, dim).

Caught by: P3-E10.sinusoid-values
"""
def sinusoidal_encoding(length, dim):
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 10000 ** (2 * (columns // 2) / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())[None]
