"""Fills an array of numbers taken out of the graph: values are right, but nothing could be trained through it.

Caught by: A1-E11.convolution-gradient
"""
_right = conv2d_naive
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    with torch.no_grad():
        return _right(x, w, b, stride, pad)
