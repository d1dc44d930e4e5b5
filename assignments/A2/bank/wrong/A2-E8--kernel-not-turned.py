"""Zero insertion and a convolution with the kernel as it is: symmetric kernels, such as the bilinear one, pass.

Caught by: A2-E8.transposed-values, A2-E8.transposed-gradients, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    spread = x.new_zeros(n, cin, (h - 1) * stride + 1, (w - 1) * stride + 1)
    spread[..., ::stride, ::stride] = x
    return F.conv2d(spread, weight.transpose(0, 1), padding=k - 1 - padding)
