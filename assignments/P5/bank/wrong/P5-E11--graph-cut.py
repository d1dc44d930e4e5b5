"""Works on x.data: the right numbers, and no gradient.

Caught by: P5-E11.gradient-in-x
"""

def relu(x):
    return x.data.clamp(min=0)
