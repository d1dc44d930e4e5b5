"""Seeds torch from the clock: runs cannot be repeated.

Caught by: P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    torch.seed()
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)
