"""Seeds the generator in each call: the same noise for ever.

Caught by: P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    torch.manual_seed(0)
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)
