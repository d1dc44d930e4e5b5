"""As graph-kept, but the results are detached at the end: all looks right, memory still grows with n_iter.

Caught by: A1-E1.form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x], [f(x)]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(losses[-1], x, retain_graph=True)
        x = x - lr * g
        xs.append(x)
        losses.append(f(x))
    return torch.stack(xs).detach(), torch.stack(losses).detach()
