"""A view of all windows by `as_strided`, and one einsum."""
def _windows(x, k, s):
    N, C, H, W = x.shape
    a, b, c, d = x.stride()
    oh, ow = (H - k[0]) // s[0] + 1, (W - k[1]) // s[1] + 1
    return x.as_strided((N, C, oh, ow, *k), (a, b, c * s[0], d * s[1], c, d))
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    stride, pad = (tuple(torch.as_tensor(v).expand(2).tolist()) for v in (stride, pad))
    x = F.pad(x, (pad[1], pad[1], pad[0], pad[0])).contiguous()
    y = torch.einsum("ncijuv,ocuv->noij", _windows(x, tuple(w.shape[2:]), stride), w)
    return y if b is None else y + b.reshape(-1, 1, 1)
def conv_params(cin, cout, k, bias=True, groups=1):
    per_output = cin // groups * math.prod(k if isinstance(k, tuple) else (k, k)) + int(bias)
    return cout * per_output
