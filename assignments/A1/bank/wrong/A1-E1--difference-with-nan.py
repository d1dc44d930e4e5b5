"""Differences in place of autograd that hand on a nan: right on every smooth function, blind to a backward pass.

Caught by: A1-E1.undefined-start
"""


def gradient_descent(f, x0, lr, n_iter, h=1e-5):
    x = torch.tensor(x0, dtype=torch.float64)
    xs, losses = [x], [f(x)]
    for _ in range(n_iter):
        x = x - lr * (f(x + h) - f(x - h)) / (2 * h) + 0 * f(x)
        xs.append(x)
        losses.append(f(x))
    return torch.stack(xs), torch.stack(losses)
