"""Calls the layer that is to be written.

Caught by: A1-E11.pooling
"""
def max_pool2d_naive(x, k, stride=None, pad=0):
    return nn.MaxPool2d(k, stride, pad)(x)
