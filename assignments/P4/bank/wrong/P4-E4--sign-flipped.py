"""The sign of the whole term: the loss falls without end.

Caught by: P4-E4.mean, P4-E4.sample, P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (1 + logvar - mu**2 - logvar.exp())
    return each.sum(1) if reduction == 'sample' else each.mean()
