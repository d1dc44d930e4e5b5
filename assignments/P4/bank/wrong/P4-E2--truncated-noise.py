"""Noise clipped at two standard deviations.

Caught by: P4-E2.normal-law
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu).clamp(-2, 2)
