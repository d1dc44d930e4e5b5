"""grad_check always uses the default h.

Caught by: A1-E4.gradient-check
"""


def grad_check(f, x, h=1e-5):
    leaf = x.detach().clone().requires_grad_()
    return rel_error(torch.autograd.grad(f(leaf), leaf)[0], numerical_gradient(f, x))
