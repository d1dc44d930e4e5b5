"""Gives the slope itself for negative x, not slope * x.

Caught by: P5-E11.leaky-relu, P5-E11.gradient-in-x
"""

def leaky_relu(x, slope=0.2):
    return torch.where(x > 0, x, torch.full_like(x, slope))
