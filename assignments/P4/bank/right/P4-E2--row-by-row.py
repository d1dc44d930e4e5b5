"""Row after row, stacked."""

def reparameterize(mu, logvar):
    return torch.stack([m + torch.exp(v * 0.5) * torch.randn_like(v) for m, v in zip(mu, logvar)])
