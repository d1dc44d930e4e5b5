"""Without mu squared: the means are free to run away.

Caught by: P4-E4.mean, P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (logvar.exp() - 1 - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
