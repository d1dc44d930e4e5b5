"""Computes in float32, the default: the figure is the same.

Caught by: A1-E1.form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, requires_grad=True)
    xs, losses = [x.item()], [f(x).item()]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(f(x), x)
        x = (x - lr * g).detach().requires_grad_()
        xs.append(x.item())
        losses.append(f(x).item())
    return torch.tensor(xs), torch.tensor(losses)
