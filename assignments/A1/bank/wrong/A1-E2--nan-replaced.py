"""Replaces nan by 0: the undefined point looks like a minimum.

Caught by: A1-E2.undefined-point
"""


def derivative(f, xs):
    leaf = xs.detach().clone().requires_grad_()
    ys = f(leaf)
    ys.backward(torch.ones_like(ys))
    return leaf.grad.nan_to_num()
