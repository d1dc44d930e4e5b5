"""The first number of stride and pad is used for both axes; square settings hide it.

Caught by: A1-E11.convolution-rectangular
"""
_right = conv2d_naive
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    first = lambda v: v if isinstance(v, int) else v[0]
    return _right(x, w, b, first(stride), first(pad))
