"""Takes logvar for the logarithm of the standard deviation: right only where it is 0.

Caught by: P4-E4.mean, P4-E4.sample, P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + (2 * logvar).exp() - 1 - 2 * logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
