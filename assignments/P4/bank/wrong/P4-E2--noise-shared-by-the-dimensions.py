"""One number of noise for all dimensions of a sample.

Caught by: P4-E2.independent
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu[:, :1])
