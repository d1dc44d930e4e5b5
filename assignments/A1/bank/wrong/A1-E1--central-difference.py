"""Differences in place of autograd: numbers agree to 1e-6, but at 0 the difference is finite and the walk goes on.

Caught by: A1-E1.undefined-start
"""


def gradient_descent(f, x0, lr, n_iter, h=1e-6):
    x = torch.tensor(x0, dtype=torch.float64)
    xs, losses = [x], [f(x)]
    for _ in range(n_iter):
        x = x - lr * (f(x + h) - f(x - h)) / (2 * h)
        xs.append(x)
        losses.append(f(x))
    return torch.stack(xs), torch.stack(losses)
