"""Doubles instead of squaring: right for 0 and 2.

Caught by: M1-E1.values
"""


def square(x):
    return 2 * x
