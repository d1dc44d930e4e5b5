"""Returns the derivatives in the order of the sorted points: right for a grid.

Caught by: A1-E2.values
"""


def derivative(f, xs):
    leaf = xs.detach().sort().values.requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad
