"""torch's own module.

Caught by: P5-E11.leaky-relu
"""

def leaky_relu(x, slope=0.2):
    return nn.LeakyReLU(slope)(x)
