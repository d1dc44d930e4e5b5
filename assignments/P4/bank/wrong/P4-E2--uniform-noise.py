"""Uniform noise from 0 to 1: the mean moves, training hides it.

Caught by: P4-E2.mean-and-spread, P4-E2.normal-law
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.rand_like(mu)
