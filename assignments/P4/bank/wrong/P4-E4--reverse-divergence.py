"""The divergence of the prior from q: the other direction.

Caught by: P4-E4.mean, P4-E4.sample
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * ((1 + mu**2) * torch.exp(-logvar) - 1 + logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
