"""Samples in training only: without gradients it returns mu.

Caught by: P4-E2.fresh-noise, P4-E2.mean-and-spread
"""

def reparameterize(mu, logvar):
    if not mu.requires_grad:
        return mu
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)
