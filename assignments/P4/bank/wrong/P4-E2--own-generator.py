"""A generator of its own, made in each call: repeats its first numbers.

Caught by: P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    g = torch.Generator(device=mu.device).manual_seed(0)
    return mu + torch.exp(logvar / 2) * torch.randn(mu.shape, generator=g, dtype=mu.dtype, device=mu.device)
