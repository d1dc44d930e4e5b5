"""Counts dilated kernels with their number of taps: without dilation everything fits.

Caught by: A2-E8.sizes
"""
def conv_output_size(n, kernel, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - kernel) // stride + 1


def transposed_conv_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    return (n - 1) * stride - 2 * padding + kernel + output_padding
