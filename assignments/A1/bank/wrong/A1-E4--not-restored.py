"""Coordinates stay shifted by -h; where f is a sum over elements nothing shows.

Caught by: A1-E4.central
"""

def numerical_gradient(f, x, h=1e-5):
    z = x.detach().double().reshape(-1).clone()
    g = torch.zeros_like(z)
    for i in range(z.numel()):
        z[i] += h; up = f(z.reshape(x.shape)).item()
        z[i] -= 2 * h; dn = f(z.reshape(x.shape)).item()
        g[i] = (up - dn) / (2 * h)
    return g.reshape(x.shape)
