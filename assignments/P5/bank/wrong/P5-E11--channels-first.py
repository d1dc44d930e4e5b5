"""One slope per cloud of the batch: axis 0.

Caught by: P5-E11.prelu, P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    return torch.where(x > 0, x, weight.reshape(-1, *[1] * (x.dim() - 1)) * x)
