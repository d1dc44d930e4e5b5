"""Works on the GPU where there is one, returns on the CPU."""

def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, device=get_device(), requires_grad=True)
    xs, losses = [x.detach().clone()], [f(x).detach()]
    for _ in range(n_iter):
        g, = torch.autograd.grad(f(x), x)
        x = (x - lr * g).detach().requires_grad_()
        xs.append(x.detach()); losses.append(f(x).detach())
    return torch.stack(xs).cpu(), torch.stack(losses).cpu()
