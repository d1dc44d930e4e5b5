"""Compares the sums of both gradients: one wrong element drowns.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return rel_error(g.sum(), numerical_gradient(f, x, h).sum())
