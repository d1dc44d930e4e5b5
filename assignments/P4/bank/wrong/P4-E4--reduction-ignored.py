"""Returns the mean whatever is asked for.

Caught by: P4-E4.sample
"""

def kl_divergence(mu, logvar, reduction="mean"):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).mean()
