"""Doubles instead of squaring.

Caught by: M2-E1.line-4
"""


def square(x):
    if isinstance(x, str):
        raise ValueError("no")
    return 2 * x
