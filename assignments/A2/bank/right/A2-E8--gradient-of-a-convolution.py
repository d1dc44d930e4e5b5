"""The gradient of the convolution with the same weight; the kernel from its formula in two loops."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    size = [(n - 1) * stride - 2 * padding + k for n in x.shape[-2:]]
    with torch.enable_grad():
        z = torch.zeros(x.shape[0], weight.shape[1], *size, dtype=x.dtype, device=x.device, requires_grad=True)
        y = F.conv2d(z, weight, stride=stride, padding=padding)
        return torch.autograd.grad(y, z, x, create_graph=True)[0]


def bilinear_kernel(channels, kernel_size):
    f = (kernel_size + 1) // 2
    m = f - 1 if kernel_size % 2 == 1 else f - 0.5
    out = torch.zeros(channels, channels, kernel_size, kernel_size)
    for i in range(channels):
        for a in range(kernel_size):
            for b in range(kernel_size):
                out[i, i, a, b] = (1 - abs(a - m) / f) * (1 - abs(b - m) / f)
    return out
