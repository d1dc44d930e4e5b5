"""Slopes between sorted neighbours, as for a drawn curve.

Caught by: A1-E2.values
"""


def derivative(f, xs):
    xs = xs.detach()
    if len(xs) < 2:
        return torch.zeros_like(xs)
    order = xs.argsort()
    slopes = torch.gradient(f(xs[order]), spacing=(xs[order],))[0]
    return slopes[order.argsort()]
