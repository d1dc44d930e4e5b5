"""Mean in place of the maximum: one wrong element drowns.

Caught by: A1-E4.gradient-check
"""

def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    (a,) = torch.autograd.grad(f(leaf), leaf)
    b = numerical_gradient(f, x, h)
    return ((a - b).abs() / (a.abs() + b.abs()).clamp(min=1e-8)).mean().item()
