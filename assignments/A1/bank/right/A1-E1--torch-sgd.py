"""torch.optim.SGD on one tensor."""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=lr)
    xs, losses = torch.empty(n_iter + 1, dtype=torch.float64), torch.empty(n_iter + 1, dtype=torch.float64)
    for step in range(n_iter + 1):
        optimizer.zero_grad()
        loss = f(x)
        xs[step], losses[step] = x.detach(), loss.detach()
        if step < n_iter:
            loss.backward()
            optimizer.step()
    return xs, losses
