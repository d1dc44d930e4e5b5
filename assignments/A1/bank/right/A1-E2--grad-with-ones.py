"""torch.autograd.grad with a vector of ones on a view without graph."""


def derivative(f, xs):
    x = xs.detach().requires_grad_(True)
    y = f(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]
