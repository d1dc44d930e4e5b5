"""Fills every pair of channels with the bilinear kernel: each class gets the sum of all scores.

Caught by: A2-E8.kernel-values, A2-E8.kernel-interpolates
"""
def bilinear_kernel(channels, kernel_size):
    f = (kernel_size + 1) // 2
    m = f - 1 if kernel_size % 2 else f - 0.5
    line = 1 - (torch.arange(kernel_size) - m).abs() / f
    return torch.outer(line, line).expand(channels, channels, -1, -1).clone()
