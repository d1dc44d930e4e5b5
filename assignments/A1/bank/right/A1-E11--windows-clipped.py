"""Loops over output pixels; pooling over windows clipped to the image instead of padded."""

def _pair(v):
    return tuple(v) if isinstance(v, (tuple, list)) else (v, v)

def conv_out(n, k, s=1, p=0, d=1):
    positions = [i for i in range(0, n + 2 * p, s) if i + d * (k - 1) < n + 2 * p]
    return len(positions)
def conv_params(cin, cout, k, bias=True, groups=1):
    kh, kw = k if not isinstance(k, int) else (k, k)
    total = cin * cout * kh * kw // groups
    if bias:
        total += cout
    return total
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    x = torch.nn.functional.pad(x, [pw, pw, ph, ph])
    kh, kw = w.shape[-2:]
    rows = []
    for i in range(0, x.shape[2] - kh + 1, sh):
        row = []
        for j in range(0, x.shape[3] - kw + 1, sw):
            patch = x[:, None, :, i:i + kh, j:j + kw]
            v = (patch * w[None]).sum(dim=(2, 3, 4))
            row.append(v if b is None else v + b)
        rows.append(torch.stack(row, dim=-1))
    return torch.stack(rows, dim=-2)
def max_pool2d_naive(x, k, stride=None, pad=0):
    kh, kw = _pair(k); ph, pw = _pair(pad)
    sh, sw = _pair(stride) if stride is not None else (kh, kw)
    N, C, H, W = x.shape
    oh, ow = conv_out(H, kh, sh, ph), conv_out(W, kw, sw, pw)
    out = torch.empty(N, C, oh, ow, dtype=x.dtype, device=x.device)
    for i in range(oh):
        for j in range(ow):
            a, c = i * sh - ph, j * sw - pw
            out[:, :, i, j] = x[:, :, max(a, 0):min(a + kh, H), max(c, 0):min(c + kw, W)].amax(dim=(2, 3))
    return out
