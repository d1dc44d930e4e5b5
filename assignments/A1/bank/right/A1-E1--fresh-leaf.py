"""A fresh leaf in every step, gradient by torch.autograd.grad, a list in place of the tuple, losses in one call of f."""


def gradient_descent(f, x0, lr, n_iter):
    xs = torch.zeros(n_iter + 1).double()
    losses = torch.zeros(n_iter + 1).double()
    xs[0] = x0
    for k in range(n_iter + 1):
        leaf = xs[k].clone().requires_grad_(True)
        value = f(leaf)
        losses[k] = value.item()
        if k < n_iter:
            xs[k + 1] = xs[k] - lr * torch.autograd.grad(value, leaf)[0]
    return [xs, losses]
