"""Normalises the kernel to sum 1, as a blur would be: the enlarged scores are smaller by f squared.

Caught by: A2-E8.kernel-values, A2-E8.kernel-interpolates
"""
def bilinear_kernel(channels, kernel_size):
    f = (kernel_size + 1) // 2
    m = f - 1 if kernel_size % 2 else f - 0.5
    line = 1 - (torch.arange(kernel_size) - m).abs() / f
    kernel = torch.zeros(channels, channels, kernel_size, kernel_size)
    kernel[range(channels), range(channels)] = torch.outer(line, line) / line.sum() ** 2
    return kernel
