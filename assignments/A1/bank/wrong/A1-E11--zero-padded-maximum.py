"""The padding of the pooling is 0 and wins at the border of negative maps; after a ReLU nobody sees it.

Caught by: A1-E11.pooling
"""
def max_pool2d_naive(x, k, stride=None, pad=0):
    pair = lambda v: (v, v) if isinstance(v, int) else v
    (kh, kw), (sh, sw), (ph, pw) = pair(k), pair(k if stride is None else stride), pair(pad)
    x = F.pad(x, (pw, pw, ph, ph))
    return x.unfold(2, kh, sh).unfold(3, kw, sw).amax(dim=(4, 5))
