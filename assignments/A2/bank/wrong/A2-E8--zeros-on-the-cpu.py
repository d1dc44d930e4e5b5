"""Collects the stamps in `torch.zeros` of the right dtype on the CPU: right there, an error on a GPU.

Caught by: A2-E8.transposed-values
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    out = torch.zeros(n, weight.shape[1], (h - 1) * stride + k, (w - 1) * stride + k, dtype=x.dtype)
    for a in range(k):
        for b in range(k):
            out[:, :, a : a + (h - 1) * stride + 1 : stride, b : b + (w - 1) * stride + 1 : stride] += torch.einsum(
                "nihw,io->nohw", x, weight[:, :, a, b]
            )
    return out[:, :, padding : out.shape[2] - padding, padding : out.shape[3] - padding]
