"""Collects in default arguments, which live on between calls: right in the first call after a restart.

Caught by: A1-E1.repeatable
"""


def gradient_descent(f, x0, lr, n_iter, xs=[], losses=[]):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    for step in range(n_iter + 1):
        loss = f(x)
        xs.append(x.item())
        losses.append(loss.item())
        (g,) = torch.autograd.grad(loss, x)
        x = (x - lr * g).detach().requires_grad_()
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
