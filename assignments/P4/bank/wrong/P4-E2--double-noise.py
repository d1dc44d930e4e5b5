"""Noise in double precision: the next layer in single precision refuses it.

Caught by: P4-E2.no-variance
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.randn(mu.shape, dtype=torch.float64, device=mu.device)
