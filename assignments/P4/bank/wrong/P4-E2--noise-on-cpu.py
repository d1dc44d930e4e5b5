"""Noise is always drawn on the CPU: fails on a GPU only.

Caught by: P4-E2.device
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.randn(mu.shape, dtype=mu.dtype)
