"""Scales the negative entries of the argument itself.

Caught by: P5-E11.arguments-and-device
"""

def leaky_relu(x, slope=0.2):
    x[x < 0] *= slope
    return x
