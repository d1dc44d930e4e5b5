"""An estimate from one sample: right on average, noisy every time.

Caught by: P4-E4.mean, P4-E4.sample
"""

def kl_divergence(mu, logvar, reduction="mean"):
    z = mu + (logvar / 2).exp() * torch.randn_like(mu)
    each = 0.5 * (z**2 - (z - mu) ** 2 / logvar.exp() - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
