"""An incomplete last window is counted; sizes that divide hide it.

Caught by: A1-E11.output-size
"""
def conv_out(n, k, s=1, p=0, d=1):
    return math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1
