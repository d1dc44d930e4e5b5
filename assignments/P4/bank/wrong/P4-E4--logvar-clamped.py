"""Limits logvar to +-3: far from the prior the pull is gone.

Caught by: P4-E4.mean, P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    logvar = logvar.clamp(-3, 3)
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
