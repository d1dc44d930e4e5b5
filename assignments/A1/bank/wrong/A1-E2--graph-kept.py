"""create_graph=True: right values with a graph that nobody asked for.

Caught by: A1-E2.argument-kept
"""


def derivative(f, xs):
    leaf = xs.detach().clone().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf, create_graph=True)[0] + 0 * leaf
