"""Stores the loss before the step at the place of the x after it: the curve looks right, its first value is doubled.

Caught by: A1-E1.closed-form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x0], [f(x).item()]
    for _ in range(n_iter):
        loss = f(x)
        (g,) = torch.autograd.grad(loss, x)
        with torch.no_grad():
            x -= lr * g
        xs.append(x.item())
        losses.append(loss.item())
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
