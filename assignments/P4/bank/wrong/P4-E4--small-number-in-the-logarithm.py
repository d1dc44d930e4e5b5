"""Takes the logarithm of the variance plus 1e-8: safe against zero, and wrong for small variances.

Caught by: P4-E4.arguments
"""

def kl_divergence(mu, logvar, reduction="mean"):
    var = logvar.exp() + 1e-8
    each = 0.5 * (mu**2 + var - 1 - var.log())
    return each.sum(1) if reduction == 'sample' else each.mean()
