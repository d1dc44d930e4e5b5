"""Cuts twice the padding at the end: the size is right, the map is shifted by `padding` pixels.

Caught by: A2-E8.transposed-values, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    spread = x.new_zeros(n, cin, (h - 1) * stride + 1, (w - 1) * stride + 1)
    spread[..., ::stride, ::stride] = x
    full = F.conv2d(spread, weight.transpose(0, 1).flip(-1, -2), padding=k - 1)
    return full[:, :, : full.shape[2] - 2 * padding, : full.shape[3] - 2 * padding]
