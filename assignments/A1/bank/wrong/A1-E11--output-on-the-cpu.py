"""The output is made without a device: runs on the CPU, fails on a GPU.

Caught by: A1-E11.convolution-gradient
"""
def conv2d_naive(x, w, b=None, stride=1, pad=0):
    (sh, sw), (ph, pw) = [(v, v) if isinstance(v, int) else v for v in (stride, pad)]
    kh, kw = w.shape[2:]
    x = F.pad(x, (pw, pw, ph, ph))
    oh, ow = (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1
    y = torch.zeros(len(x), len(w), oh, ow, dtype=x.dtype)
    for i in range(oh):
        for j in range(ow):
            window = x[:, None, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            y[:, :, i, j] = (window * w).sum((2, 3, 4)) + (0 if b is None else b)
    return y
