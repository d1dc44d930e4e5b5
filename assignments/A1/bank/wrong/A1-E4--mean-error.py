"""The mean of the relative errors in place of the largest: one wrong element among many hides.

Caught by: A1-E4.relative-error
"""


def rel_error(a, b):
    return ((a - b).abs() / (a.abs() + b.abs()).clamp(min=1e-8)).mean().item()
