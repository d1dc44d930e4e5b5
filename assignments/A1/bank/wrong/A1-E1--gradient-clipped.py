"""Clips the gradient to 1: the same on the gentle slopes of landscape, slower where it is steep.

Caught by: A1-E1.closed-form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x0], [f(x).item()]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(f(x), x)
        x = (x - lr * g.clamp(-1, 1)).detach().requires_grad_()
        xs.append(x.item())
        losses.append(f(x).item())
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
