"""ys.backward(ys) weights each derivative by the value: right where f is 1.

Caught by: A1-E2.values
"""


def derivative(f, xs):
    leaf = xs.detach().clone().requires_grad_()
    ys = f(leaf)
    ys.backward(ys.detach())
    return leaf.grad
