"""The default slope is 0.01, as torch's.

Caught by: P5-E11.leaky-relu
"""

def leaky_relu(x, slope=0.01):
    return torch.where(x > 0, x, slope * x)
