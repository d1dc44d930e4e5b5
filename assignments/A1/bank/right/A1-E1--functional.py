"""torch.func.grad_and_value, the iterate never requires grad; the update under no_grad."""


def gradient_descent(f, x0, lr, n_iter):
    step = torch.func.grad_and_value(f)
    x = torch.tensor(x0, dtype=torch.float64)
    xs, losses = [x.item()], []
    for _ in range(n_iter):
        g, loss = step(x)
        losses.append(float(loss))
        with torch.no_grad():
            x = x - lr * g
        xs.append(float(x))
    losses.append(float(f(x)))
    return torch.from_numpy(np.array(xs)), torch.from_numpy(np.array(losses))
