"""Averages two samples: half the variance.

Caught by: P4-E2.mean-and-spread
"""

def reparameterize(mu, logvar):
    std = torch.exp(logvar / 2)
    return (2 * mu + std * torch.randn_like(mu) + std * torch.randn_like(mu)) / 2
