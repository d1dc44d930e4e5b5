"""Largest absolute difference in place of rel_error: a wrong small gradient passes.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return (g - numerical_gradient(f, x, h)).abs().max().item()
