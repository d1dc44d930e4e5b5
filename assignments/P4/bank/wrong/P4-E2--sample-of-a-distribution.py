"""sample() of a distribution: right values, no gradient.

Caught by: P4-E2.mean-and-spread, P4-E2.gradient-of-mu, P4-E2.gradient-of-logvar
"""

def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu, torch.exp(logvar / 2)).sample()
