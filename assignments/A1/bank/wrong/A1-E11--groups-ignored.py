"""Every output channel is taken to see all input channels; right for one group.

Caught by: A1-E11.parameters
"""
def conv_params(cin, cout, k, bias=True, groups=1):
    kh, kw = (k, k) if isinstance(k, int) else k
    return cout * cin * kh * kw + (cout if bias else 0)
