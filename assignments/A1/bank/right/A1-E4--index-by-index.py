"""A clone per evaluation, indexed as an array of any number of axes; rel_error as a Python loop."""


def numerical_gradient(f, x, h=1e-5):
    gradient = torch.zeros(tuple(x.shape), dtype=torch.float64)
    for index in np.ndindex(*x.shape):
        above, below = x.detach().double().clone(), x.detach().double().clone()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)).item() / (2 * h)
    return gradient


def rel_error(a, b):
    pairs = zip(a.flatten().tolist(), b.flatten().tolist())
    return max(abs(p - q) / max(abs(p) + abs(q), 1e-8) for p, q in pairs)
