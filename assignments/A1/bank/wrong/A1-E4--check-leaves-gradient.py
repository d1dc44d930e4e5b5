"""grad_check differentiates the caller's own tensor: it requires grad and carries a gradient afterwards.

Caught by: A1-E4.gradient-check
"""


def grad_check(f, x, h=1e-5):
    x.requires_grad_(True)
    f(x).backward()
    return rel_error(x.grad.double(), numerical_gradient(f, x.detach(), h))
