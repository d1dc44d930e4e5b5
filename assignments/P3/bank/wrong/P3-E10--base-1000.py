"""Uses the base 1000: the picture looks the same.

Caught by: P3-E10.sinusoid-values
"""
def sinusoidal_encoding(length, dim):
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 1000 ** (2 * (columns // 2) / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
