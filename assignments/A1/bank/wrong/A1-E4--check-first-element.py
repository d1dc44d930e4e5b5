"""Compares the first elements only.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return rel_error(g.reshape(-1)[:1], numerical_gradient(f, x, h).reshape(-1)[:1])
