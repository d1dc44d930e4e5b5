"""Sums along the batch axis: (L,) for (N,); equal sizes hide it.

Caught by: P4-E4.sample
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    return each.sum(0) if reduction == 'sample' else each.mean()
