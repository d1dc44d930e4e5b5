"""Divides by the first argument alone: not symmetric, nan or inf where it is 0.

Caught by: A1-E4.relative-error
"""


def rel_error(a, b):
    return ((a - b).abs() / a.abs()).max().item()
