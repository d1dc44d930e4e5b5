"""Takes the first slope for every channel.

Caught by: P5-E11.prelu, P5-E11.gradient-of-prelu
"""

def prelu(x, weight):
    return torch.where(x > 0, x, weight[0] * x)
