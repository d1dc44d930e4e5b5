"""The slope is limited to what is positive.

Caught by: P5-E11.prelu, P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    slope = weight.clamp(min=0).reshape(-1, *[1] * (x.dim() - 2))
    return torch.where(x > 0, x, slope * x)
