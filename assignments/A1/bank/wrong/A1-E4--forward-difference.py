"""One-sided differences: the error falls only in proportion to h; a first look finds it small enough.

Caught by: A1-E4.central
"""


def numerical_gradient(f, x, h=1e-5):
    flat = x.detach().double().reshape(-1).clone()
    base = f(flat.reshape(x.shape)).item()
    gradient = torch.empty_like(flat)
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        gradient[i] = (f(flat.reshape(x.shape)).item() - base) / h
        flat[i] = old
    return gradient.reshape(x.shape)
