"""(x + |x|) without the half.

Caught by: P5-E11.relu, P5-E11.gradient-in-x
"""

def relu(x):
    return x + x.abs()
