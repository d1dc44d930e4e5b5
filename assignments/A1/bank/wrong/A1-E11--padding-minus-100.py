"""Padding counts as -100: enough for every image, not for every map.

Caught by: A1-E11.pooling
"""

def max_pool2d_naive(x, k, stride=None, pad=0):
    stride = k if stride is None else stride
    (kh, kw), (sh, sw), (ph, pw) = [(v, v) if isinstance(v, int) else v for v in (k, stride, pad)]
    oh, ow = (x.shape[2] + 2 * ph - kh) // sh + 1, (x.shape[3] + 2 * pw - kw) // sw + 1
    padded = F.pad(x, (pw, pw, ph, ph), value=-100.0)
    taps = [
        padded[:, :, u : u + sh * (oh - 1) + 1 : sh, v : v + sw * (ow - 1) + 1 : sw]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(taps).amax(dim=0)
