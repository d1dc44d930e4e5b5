"""Uses the centre of even sizes for odd ones too: the usual sizes 4 and 16 are right, 3 and 5 are shifted.

Caught by: A2-E8.kernel-values, A2-E8.kernel-interpolates
"""
def bilinear_kernel(channels, kernel_size):
    f = (kernel_size + 1) // 2
    line = 1 - (torch.arange(kernel_size) - (f - 0.5)).abs() / f
    kernel = torch.zeros(channels, channels, kernel_size, kernel_size)
    for i in range(channels):
        kernel[i, i] = torch.outer(line, line)
    return kernel
