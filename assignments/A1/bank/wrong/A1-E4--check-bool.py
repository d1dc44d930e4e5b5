"""Yes or no as a number, by allclose with its own tolerance.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return float(not torch.allclose(g, numerical_gradient(f, x, h)))
