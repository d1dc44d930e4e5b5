"""The update is part of the graph: right numbers, memory grows with n_iter, the results require grad.

Caught by: A1-E1.form
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x], [f(x)]
    for _ in range(n_iter):
        (g,) = torch.autograd.grad(losses[-1], x, create_graph=True)
        x = x - lr * g
        xs.append(x)
        losses.append(f(x))
    return torch.stack(xs), torch.stack(losses)
