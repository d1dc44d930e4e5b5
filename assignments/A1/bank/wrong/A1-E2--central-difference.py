"""Differences in place of autograd: a finite number at the hole.

Caught by: A1-E2.values A1-E2.undefined-point
"""


def derivative(f, xs, h=1e-6):
    xs = xs.detach()
    return (f(xs + h) - f(xs - h)) / (2 * h)
