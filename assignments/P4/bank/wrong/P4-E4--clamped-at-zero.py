"""clamp against rounding below 0: at the prior the value is right; the free bits cut small gradients.

Caught by: P4-E4.gradients
"""

def kl_divergence(mu, logvar, reduction="mean"):
    each = 0.5 * (mu**2 + logvar.exp() - 1 - logvar)
    each = torch.where(each > 0.1, each, each.detach())
    return each.sum(1) if reduction == 'sample' else each.mean()
