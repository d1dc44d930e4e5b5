"""Halves logvar in place to save memory: the KL term then sees another logvar.

Caught by: P4-E2.arguments
"""

def reparameterize(mu, logvar):
    return mu + logvar.data.mul_(0.5).exp() * torch.randn_like(mu) + 0 * logvar
