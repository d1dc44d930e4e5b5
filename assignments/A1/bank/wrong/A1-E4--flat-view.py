"""Changes a flat view of x: right for contiguous tensors; reshape copies the others, so f never sees the change.

Caught by: A1-E4.any-shape
"""


def numerical_gradient(f, x, h=1e-5):
    x = x.detach().double()
    flat = x.reshape(-1)
    gradient = torch.empty(len(flat), dtype=torch.float64)
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        above = f(x).item()
        flat[i] = old - h
        below = f(x).item()
        flat[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(x.shape)
