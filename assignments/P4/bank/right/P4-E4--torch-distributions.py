"""The library's divergence with explicit parameters."""

def kl_divergence(mu, logvar, reduction="mean"):
    q = torch.distributions.Normal(mu, (0.5 * logvar).exp())
    p = torch.distributions.Normal(0.0, 1.0)
    kl = torch.distributions.kl_divergence(q, p)
    return kl.mean() if reduction == "mean" else kl.sum(-1)
