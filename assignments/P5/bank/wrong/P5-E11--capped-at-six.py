"""ReLU6: large numbers are cut as well.

Caught by: P5-E11.relu, P5-E11.gradient-in-x
"""

def relu(x):
    return x.clamp(0, 6)
