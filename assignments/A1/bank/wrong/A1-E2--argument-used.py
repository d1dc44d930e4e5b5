"""Differentiates the caller's own tensor: it requires grad afterwards, and a second call adds to the first.

Caught by: A1-E2.argument-kept
"""


def derivative(f, xs):
    xs.requires_grad_(True)
    ys = f(xs)
    ys.backward(torch.ones_like(ys))
    return xs.grad
