"""Stamps the kernel pixel by pixel; padding by an index; un-pooling in Python loops."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    k = weight.shape[-1]
    out = torch.zeros(n, weight.shape[1], (h - 1) * stride + k, (w - 1) * stride + k, dtype=x.dtype, device=x.device)
    for i in range(h):
        for j in range(w):
            stamp = torch.tensordot(x[:, :, i, j], weight, dims=1)
            out[:, :, i * stride : i * stride + k, j * stride : j * stride + k] += stamp
    if padding > 0:
        out = out[:, :, padding:-padding, padding:-padding]
    return out


def max_unpool(x, indices, output_size):
    out = x.new_zeros(x.shape[0], x.shape[1], *output_size)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            out[n, c].view(-1)[indices[n, c].reshape(-1)] = x[n, c].reshape(-1)
    return out
