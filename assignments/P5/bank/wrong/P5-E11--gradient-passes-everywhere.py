"""The values of ReLU with the gradient of the identity.

Caught by: P5-E11.gradient-in-x
"""

def relu(x):
    return x + (x.clamp(min=0) - x).detach()
