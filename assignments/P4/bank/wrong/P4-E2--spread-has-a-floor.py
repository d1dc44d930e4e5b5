"""Adds a small number to the standard deviation: it never becomes 0.

Caught by: P4-E2.no-variance
"""

def reparameterize(mu, logvar):
    return mu + (torch.exp(logvar / 2) + 1e-2) * torch.randn_like(mu)
