"""Samples unless gradients are switched off.

Caught by: P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    if not torch.is_grad_enabled():
        return mu
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)
