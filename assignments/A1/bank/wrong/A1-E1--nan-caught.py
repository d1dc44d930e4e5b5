"""Replaces a gradient of nan by 0, so that the undefined start stays at 0 and looks like a minimum.

Caught by: A1-E1.undefined-start
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x0], [f(x).item()]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(f(x), x)
        x = (x - lr * g.nan_to_num()).detach().requires_grad_()
        xs.append(x.item())
        losses.append(f(x).item())
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
