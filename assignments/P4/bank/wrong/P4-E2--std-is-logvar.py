"""logvar itself as standard deviation: runs, half of the spreads are negative.

Caught by: P4-E2.mean-and-spread, P4-E2.gradient-of-logvar
"""

def reparameterize(mu, logvar):
    return mu + logvar * torch.randn_like(mu)
