"""The mean over the latents in place of their sum per sample.

Caught by: P4-E4.sample
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    return each.mean(1) if reduction == 'sample' else each.mean()
