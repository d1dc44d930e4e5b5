"""Loops over the output's rows and columns, one window at a time, written into a new tensor."""
def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    O, _, kh, kw = w.shape
    padded = torch.zeros(N, C, H + 2 * ph, W + 2 * pw, dtype=x.dtype, device=x.device)
    padded[:, :, ph : ph + H, pw : pw + W] = x
    oh, ow = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    y = torch.zeros(N, O, oh, ow, dtype=x.dtype, device=x.device)
    for n in range(N):
        for o in range(O):
            for i in range(oh):
                for j in range(ow):
                    y[n, o, i, j] = (padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw] * w[o]).sum()
            if b is not None:
                y[n, o] += b[o]
    return y
def max_pool2d_naive(x, k, stride=None, pad=0):
    kh, kw = _pair(k)
    sh, sw = _pair(k if stride is None else stride)
    ph, pw = _pair(pad)
    N, C, H, W = x.shape
    oh, ow = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    rows = []
    for i in range(oh):
        top = i * sh - ph
        row = []
        for j in range(ow):
            left = j * sw - pw
            row.append(x[:, :, max(top, 0) : top + kh, max(left, 0) : left + kw].amax(dim=(2, 3)))
        rows.append(torch.stack(row, dim=2))
    return torch.stack(rows, dim=2)
def receptive_field(layers):
    size = 1
    for k, s in reversed(layers):
        size = (size - 1) * s + k
    return size
