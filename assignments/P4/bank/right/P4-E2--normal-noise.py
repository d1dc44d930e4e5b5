"""torch.normal for the noise only; the factor as a power of e."""

def reparameterize(mu, logvar):
    eps = torch.normal(torch.zeros_like(mu), torch.ones_like(mu))
    return mu + torch.pow(math.e, logvar / 2) * eps
