"""Stores the tensor itself, which is changed in place: every entry of xs is the last iterate, the losses are right.

Caught by: A1-E1.form A1-E1.closed-form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [], []
    for step in range(n_iter + 1):
        loss = f(x)
        xs.append(x.detach())
        losses.append(loss.detach())
        if step < n_iter:
            (g,) = torch.autograd.grad(loss, x)
            x.data -= lr * g
    return torch.stack(xs), torch.stack(losses)
