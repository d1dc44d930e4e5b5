"""Divides the central difference by h instead of 2h.

Caught by: A1-E4.central A1-E4.gradient-check
"""


def numerical_gradient(f, x, h=1e-5):
    flat = x.detach().double().reshape(-1).clone()
    gradient = torch.empty_like(flat)
    for i in range(len(flat)):
        step = torch.zeros_like(flat)
        step[i] = h
        above, below = f((flat + step).reshape(x.shape)), f((flat - step).reshape(x.shape))
        gradient[i] = (above - below).item() / h
    return gradient.reshape(x.shape)
