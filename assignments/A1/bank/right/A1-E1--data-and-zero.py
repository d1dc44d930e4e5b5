"""In-place update of x.data, reset by grad.zero_(), results by clones."""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64)
    x.requires_grad = True
    xs = [x.detach().clone()]
    losses = [f(x).detach()]
    for _ in range(n_iter):
        y = f(x)
        y.backward()
        x.data = x.data - lr * x.grad
        x.grad.zero_()
        xs.append(x.detach().clone())
        losses.append(f(x).detach())
    return torch.stack(xs), torch.stack(losses)
