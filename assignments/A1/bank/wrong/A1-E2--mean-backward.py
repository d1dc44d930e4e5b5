"""Backward from the mean: every derivative is divided by N; a single point gives the right value.

Caught by: A1-E2.values
"""


def derivative(f, xs):
    leaf = xs.detach().clone().requires_grad_()
    f(leaf).mean().backward()
    return leaf.grad
