"""Computes and returns float64 whatever came in.

Caught by: A1-E2.undefined-point
"""


def derivative(f, xs):
    leaf = xs.detach().double().clone().requires_grad_()
    ys = f(leaf)
    ys.backward(torch.ones_like(ys))
    return leaf.grad
