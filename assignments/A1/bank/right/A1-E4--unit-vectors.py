"""One unit vector per coordinate; everything under no_grad; rel_error with torch.where."""


@torch.no_grad()
def numerical_gradient(f, x, h=1e-5):
    point = x.to(torch.float64)
    parts = []
    for unit in torch.eye(x.numel(), dtype=torch.float64):
        step = h * unit.reshape(x.shape)
        parts.append((f(point + step) - f(point - step)) / (2 * h))
    return torch.stack(parts).reshape(x.shape)


def rel_error(a, b):
    size = a.abs() + b.abs()
    size = torch.where(size < 1e-8, torch.full_like(size, 1e-8), size)
    return float(torch.max(torch.abs(a - b) / size))


def grad_check(f, x, h=1e-5):
    with torch.enable_grad():
        leaf = x.detach().double().clone()
        leaf.requires_grad = True
        f(leaf).backward()
    return rel_error(leaf.grad, numerical_gradient(f, x, h))
