"""The kernel is turned by 180 degrees (the convolution of mathematics); symmetric kernels give the same.

Caught by: A1-E11.convolution-square
"""
_right = conv2d_naive
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    return _right(x, w.flip(2, 3), b, stride, pad)
