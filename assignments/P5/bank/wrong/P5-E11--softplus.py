"""A smooth stand-in.

Caught by: P5-E11.relu, P5-E11.gradient-in-x
"""

def relu(x):
    return F.softplus(x, beta=20)
