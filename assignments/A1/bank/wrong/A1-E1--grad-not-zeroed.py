"""The gradients of all steps add up, like momentum without friction; on a bowl it still comes near the minimum.

Caught by: A1-E1.closed-form A1-E1.landscape
"""


def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x.item()], [f(x).item()]
    for _ in range(n_iter):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        xs.append(x.item())
        losses.append(f(x).item())
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
