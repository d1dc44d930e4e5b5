"""Uses the height for both sides of the output: square maps pass.

Caught by: A2-E8.transposed-values
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    side = (h - 1) * stride + k
    out = x.new_zeros(n, weight.shape[1], side, max(side, (w - 1) * stride + k))
    for a in range(k):
        for b in range(k):
            out[:, :, a : a + (h - 1) * stride + 1 : stride, b : b + (w - 1) * stride + 1 : stride] += torch.einsum(
                "nihw,io->nohw", x, weight[:, :, a, b]
            )
    return out[:, :, padding : side - padding, padding : side - padding]
