"""Stops when the slope is small: same end, fewer entries than promised.

Caught by: A1-E1.form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x0], [f(x).item()]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(f(x), x)
        if g.abs() < 1e-6:
            break
        x = (x - lr * g).detach().requires_grad_()
        xs.append(x.item())
        losses.append(f(x).item())
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
