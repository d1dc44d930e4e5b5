"""Reads the weight as (out, in, k, k), the layout of a convolution: square channel counts pass.

Caught by: A2-E8.transposed-values, A2-E8.transposed-gradients, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    kernel = weight.reshape(weight.shape[1], cin, k, k)
    out = x.new_zeros(n, kernel.shape[0], (h - 1) * stride + k, (w - 1) * stride + k)
    for a in range(k):
        for b in range(k):
            out[:, :, a : a + (h - 1) * stride + 1 : stride, b : b + (w - 1) * stride + 1 : stride] += torch.einsum(
                "nihw,oi->nohw", x, kernel[:, :, a, b]
            )
    return out[:, :, padding : out.shape[2] - padding, padding : out.shape[3] - padding]
