"""Relative error of the norms: a common formula, but not the elementwise one; small elements may be all wrong.

Caught by: A1-E4.relative-error
"""


def rel_error(a, b):
    return ((a - b).norm() / max((a.norm() + b.norm()).item(), 1e-8)).item()
