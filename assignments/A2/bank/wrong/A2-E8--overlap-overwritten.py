"""Later stamps overwrite earlier ones instead of adding: right as long as k is at most the stride.

Caught by: A2-E8.transposed-values, A2-E8.transposed-gradients, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    out = x.new_zeros(n, weight.shape[1], (h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(h):
        for j in range(w):
            rows, columns = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
            out[:, :, rows, columns] = torch.einsum("ni,ioab->noab", x[:, :, i, j], weight)
    return out[:, :, padding : out.shape[2] - padding, padding : out.shape[3] - padding]
