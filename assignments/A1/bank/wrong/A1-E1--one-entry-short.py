"""Stores before each update only: the last iterate is missing.

Caught by: A1-E1.form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [], []
    for _ in range(n_iter):
        loss = f(x)
        xs.append(x.item())
        losses.append(loss.item())
        (g,) = torch.autograd.grad(loss, x)
        x = (x - lr * g).detach().requires_grad_()
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
