"""Keeps the dtype of x: in float32 the difference of two values is mostly rounding.

Caught by: A1-E4.any-shape
"""


def numerical_gradient(f, x, h=1e-5):
    flat = x.detach().reshape(-1).clone()
    gradient = torch.empty(len(flat), dtype=torch.float64)
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        above = f(flat.reshape(x.shape)).item()
        flat[i] = old - h
        below = f(flat.reshape(x.shape)).item()
        flat[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(x.shape)
