"""One noise vector for all samples of a batch: every statistic of one sample is right.

Caught by: P4-E2.independent
"""

def reparameterize(mu, logvar):
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu[:1])
