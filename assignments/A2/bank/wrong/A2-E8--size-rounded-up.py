"""Rounds the number of outputs of a convolution up: sizes that divide exactly are right.

Caught by: A2-E8.sizes
"""
def conv_output_size(n, kernel, stride=1, padding=0, dilation=1):
    return -(-(n + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1
