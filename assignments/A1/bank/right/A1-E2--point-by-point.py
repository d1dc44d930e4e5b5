"""One backward pass per point."""


def derivative(f, xs):
    slopes = []
    for value in xs.detach():
        leaf = value.clone().requires_grad_()
        slopes.append(torch.autograd.grad(f(leaf), leaf)[0])
    return torch.stack(slopes)
