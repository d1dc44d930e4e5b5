"""Padding enlarges the output by zeros instead of cutting it, as in a convolution's input.

Caught by: A2-E8.transposed-values, A2-E8.transposed-gradients, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    spread = x.new_zeros(n, cin, (h - 1) * stride + 1, (w - 1) * stride + 1)
    spread[..., ::stride, ::stride] = x
    full = F.conv2d(spread, weight.transpose(0, 1).flip(-1, -2), padding=k - 1)
    return F.pad(full, (padding,) * 4)
