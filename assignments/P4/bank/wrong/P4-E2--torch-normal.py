"""torch.normal samples with mean and std: right values, gradients of 0.

Caught by: P4-E2.gradient-of-mu, P4-E2.gradient-of-logvar
"""

def reparameterize(mu, logvar):
    return torch.normal(mu, torch.exp(logvar / 2))
