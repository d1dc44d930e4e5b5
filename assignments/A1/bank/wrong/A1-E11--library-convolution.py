"""Calls the function that is to be written.

Caught by: A1-E11.convolution-square A1-E11.convolution-rectangular
"""
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    return nn.functional.conv2d(x, w, b, stride=stride, padding=pad)
