"""Without the half: the same as a double beta.

Caught by: P4-E4.mean, P4-E4.sample, P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = mu**2 + logvar.exp() - 1 - logvar
    return each.sum(1) if reduction == 'sample' else each.mean()
