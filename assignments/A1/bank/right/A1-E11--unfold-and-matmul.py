"""Windows as columns of a matrix: `F.unfold`, then one matrix product; pooling by `Tensor.unfold`."""
def _two(value):
    return (value, value) if isinstance(value, int) else value
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    columns = F.unfold(x, w.shape[2:], padding=_two(pad), stride=_two(stride))
    y = w.flatten(1) @ columns
    if b is not None:
        y = y + b[:, None]
    sizes = [(n + 2 * p - k) // s + 1 for n, p, k, s in zip(x.shape[2:], _two(pad), w.shape[2:], _two(stride))]
    return y.reshape(x.shape[0], w.shape[0], *sizes)
def max_pool2d_naive(x, k, stride=None, pad=0):
    (kh, kw), (sh, sw), (ph, pw) = _two(k), _two(stride or k), _two(pad)
    x = F.pad(x, (pw, pw, ph, ph), mode="constant", value=float("-inf"))
    return x.unfold(2, kh, sh).unfold(3, kw, sw).flatten(4).max(dim=-1).values
def conv_out(n, k, s=1, p=0, d=1):
    return len(range(0, n + 2 * p - d * (k - 1), s))
