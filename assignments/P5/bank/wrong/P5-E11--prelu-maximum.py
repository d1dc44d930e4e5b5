"""The larger of x and weight * x.

Caught by: P5-E11.prelu, P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    return torch.maximum(x, weight.reshape(-1, *[1] * (x.dim() - 2)) * x)
