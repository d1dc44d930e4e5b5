"""Noise from NumPy's generator, which torch.manual_seed does not reach.

Caught by: P4-E2.fresh-noise
"""

def reparameterize(mu, logvar):
    eps = torch.from_numpy(np.random.standard_normal(tuple(mu.shape))).to(mu)
    return mu + torch.exp(logvar / 2) * eps
