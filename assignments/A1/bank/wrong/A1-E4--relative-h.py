"""Scales h with |x|; halving h still divides the error by 4.

Caught by: A1-E4.central
"""

def numerical_gradient(f, x, h=1e-5):
    z = x.detach().double().reshape(-1)
    E = torch.diag(h * z.abs().clamp(min=1e-3))
    return torch.stack([(f((z + e).reshape(x.shape)) - f((z - e).reshape(x.shape))) / (2 * e.sum()) for e in E]).reshape(x.shape).detach()
