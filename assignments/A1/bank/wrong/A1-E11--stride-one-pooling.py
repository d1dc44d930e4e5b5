"""A stride that is not given is taken as 1 and not as the window; with a stride all is right.

Caught by: A1-E11.pooling
"""
_right = max_pool2d_naive
def max_pool2d_naive(x, k, stride=None, pad=0):
    return _right(x, k, 1 if stride is None else stride, pad)
