"""Takes back a step that raises the loss; with a small rate no step does.

Caught by: A1-E1.closed-form
"""

def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [], []
    for k in range(n_iter + 1):
        y = f(x); xs.append(x.item()); losses.append(y.item())
        g, = torch.autograd.grad(y, x)
        new = (x - lr * g).detach().requires_grad_()
        if f(new) > y:
            new = x
        x = new
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
