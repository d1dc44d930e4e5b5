"""The convolution theorem: products of Fourier transforms, then every stride-th value."""

def _pair(v):
    return tuple(v) if isinstance(v, (tuple, list)) else (v, v)

def conv2d_naive(x, w, b=None, stride=1, pad=0):
    sh, sw = _pair(stride); ph, pw = _pair(pad)
    xp = F.pad(x, (pw, pw, ph, ph))
    H, W = xp.shape[2:]
    kh, kw = w.shape[2:]
    fx, fw = torch.fft.rfft2(xp), torch.fft.rfft2(w, s=(H, W))
    y = torch.fft.irfft2(torch.einsum("nchw,ochw->nohw", fx, fw.conj()), s=(H, W))
    y = y[:, :, : H - kh + 1 : sh, : W - kw + 1 : sw]
    return y if b is None else y + b.view(-1, 1, 1)
