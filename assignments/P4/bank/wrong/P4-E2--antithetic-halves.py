"""The second half of the batch has the negative noise of the first.

Caught by: P4-E2.independent
"""

def reparameterize(mu, logvar):
    eps = torch.randn_like(mu)
    half = len(mu) // 2
    if half:
        eps[-half:] = -eps[:half]
    return mu + torch.exp(logvar / 2) * eps
