"""Autograd in place of differences: agrees with every analytic gradient, also with a wrong one.

Caught by: A1-E4.central A1-E4.gradient-check
"""


def numerical_gradient(f, x, h=1e-5):
    leaf = x.detach().double().clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]
