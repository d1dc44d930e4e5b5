"""Divides by the larger of the two sizes: a and -a give 2.

Caught by: A1-E4.relative-error
"""


def rel_error(a, b):
    return ((a - b).abs() / torch.maximum(a.abs(), b.abs()).clamp(min=1e-8)).max().item()
