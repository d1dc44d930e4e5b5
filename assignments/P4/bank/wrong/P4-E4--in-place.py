"""Halves logvar in place, after use: the next reader of logvar gets another one.

Caught by: P4-E4.arguments
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    logvar.data.mul_(0.5)
    return each.sum(1) if reduction == 'sample' else each.mean()
