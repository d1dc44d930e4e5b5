"""Limits logvar to -10 and 10 for safety: small and large spreads are wrong.

Caught by: P4-E2.no-variance
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar.clamp(-10, 10) / 2) * torch.randn_like(mu)
