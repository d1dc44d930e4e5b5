"""Cuts the gradient of exp(logvar): the variance grows without end.

Caught by: P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp().detach() - 1 - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
