"""Adds slope * x on both sides.

Caught by: P5-E11.leaky-relu, P5-E11.gradient-in-x
"""

def leaky_relu(x, slope=0.2):
    return x.clamp(min=0) + slope * x
