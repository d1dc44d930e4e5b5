"""weight.item(): the right value, and the slope never learns.

Caught by: P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    slope = weight.detach().reshape(-1, *[1] * (x.dim() - 2))
    return torch.where(x > 0, x, slope * x)
