"""Returns mu: an autoencoder with the best reconstruction.

Caught by: P4-E2.mean-and-spread, P4-E2.gradient-of-logvar, P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    return mu + 0 * logvar
