"""Adds and subtracts h on the caller's tensor: rounding leaves it different in the last digits.

Caught by: A1-E4.any-shape
"""


def numerical_gradient(f, x, h=1e-5):
    x = x.detach().double()
    gradient = torch.empty(x.shape, dtype=torch.float64)
    for index in np.ndindex(*x.shape):
        x[index] += h
        above = f(x).item()
        x[index] -= 2 * h
        below = f(x).item()
        x[index] += h
        gradient[index] = (above - below) / (2 * h)
    return gradient
