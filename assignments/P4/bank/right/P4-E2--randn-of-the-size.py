"""randn with size, dtype and device spelt out."""

def reparameterize(mu, logvar):
    std = torch.sqrt(torch.exp(logvar))
    eps = torch.randn(mu.size(), dtype=mu.dtype, device=mu.device)
    return eps.mul(std).add_(mu)
