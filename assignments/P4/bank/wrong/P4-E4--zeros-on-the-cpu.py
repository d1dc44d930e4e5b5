"""Compares with a prior that is always on the CPU.

Caught by: P4-E4.device
"""

def kl_divergence(mu, logvar, reduction="mean"):
    prior = torch.zeros(mu.shape[1], dtype=mu.dtype)
    each = 0.5 * ((mu - prior) ** 2 + logvar.exp() - 1 - logvar)
    return each.sum(1) if reduction == 'sample' else each.mean()
