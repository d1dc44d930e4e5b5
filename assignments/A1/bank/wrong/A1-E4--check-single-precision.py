"""Autograd works on a float32 copy of x.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().float().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return rel_error(g, numerical_gradient(f, x, h))
