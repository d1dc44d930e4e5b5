"""softplus as standard deviation, a convention of other authors.

Caught by: P4-E2.mean-and-spread, P4-E2.gradient-of-logvar
"""

def reparameterize(mu, logvar):
    return mu + F.softplus(logvar) * torch.randn_like(mu)
