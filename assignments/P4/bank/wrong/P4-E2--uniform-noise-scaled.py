"""Uniform noise with mean 0 and variance 1: mean and spread are right, the tails are not.

Caught by: P4-E2.normal-law
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * (torch.rand_like(mu) - 0.5) * math.sqrt(12)
