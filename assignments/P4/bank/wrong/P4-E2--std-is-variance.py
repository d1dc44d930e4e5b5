"""exp(logvar) as standard deviation: the loss is lower, and right where logvar is 0.

Caught by: P4-E2.mean-and-spread, P4-E2.gradient-of-logvar
"""

def reparameterize(mu, logvar):
    return mu + logvar.exp() * torch.randn_like(mu)
