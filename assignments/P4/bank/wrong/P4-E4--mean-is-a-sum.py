"""The mean over the batch of sums over the latents: L times too strong.

Caught by: P4-E4.mean
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    return each.sum(1) if reduction == 'sample' else each.sum(1).mean()
