"""The kernel is not stretched by the dilation; the default of 1 hides it.

Caught by: A1-E11.output-size
"""
def conv_out(n, k, s=1, p=0, d=1):
    return (n + 2 * p - k) // s + 1
