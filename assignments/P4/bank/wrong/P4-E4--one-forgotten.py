"""Without the -1: the gradient is right, the value never 0.

Caught by: P4-E4.mean, P4-E4.zero-at-the-prior
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
