"""vmap of torch.func.grad."""


def derivative(f, xs):
    return torch.func.vmap(torch.func.grad(f))(xs.detach())
