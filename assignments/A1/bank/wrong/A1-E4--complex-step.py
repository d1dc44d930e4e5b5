"""The complex-step derivative: exact for polynomials, wrong or an error for max and abs.

Caught by: A1-E4.central
"""


def numerical_gradient(f, x, h=1e-5):
    flat = x.detach().double().reshape(-1).to(torch.complex128)
    gradient = torch.empty(len(flat), dtype=torch.float64)
    for i in range(len(flat)):
        moved = flat.clone()
        moved[i] += 1j * 1e-20
        gradient[i] = f(moved.reshape(x.shape)).imag.item() / 1e-20
    return gradient.reshape(x.shape)
