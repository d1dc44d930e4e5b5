"""Zeros between the pixels, then an ordinary convolution with the kernel turned and k - 1 - padding zeros around."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k = weight.shape[-1]
    spread = torch.zeros(n, c, (h - 1) * stride + 1, (w - 1) * stride + 1, dtype=x.dtype, device=x.device)
    spread[..., ::stride, ::stride] = x
    return F.conv2d(spread, weight.transpose(0, 1).flip(-1, -2), padding=k - 1 - padding)


def max_unpool(x, indices, output_size):
    H, W = output_size
    out = torch.zeros(*x.shape[:2], H, W, dtype=x.dtype, device=x.device)
    n, c = torch.meshgrid(torch.arange(x.shape[0]), torch.arange(x.shape[1]), indexing="ij")
    out[n[..., None, None].to(x.device), c[..., None, None].to(x.device), indices // W, indices % W] = x
    return out
