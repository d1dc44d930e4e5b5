"""Normal noise from two uniform numbers."""

def reparameterize(mu, logvar):
    u, v = torch.rand_like(mu), torch.rand_like(mu)
    eps = (-2 * torch.log1p(-u)).sqrt() * torch.cos(2 * torch.pi * v)
    return mu + torch.exp(logvar / 2) * eps
