"""The sum per sample, then the mean of the sums over L."""

def kl_divergence(mu, logvar, reduction="mean"):
    per_sample = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1)
    if reduction == "sample":
        return per_sample
    return per_sample.mean() / mu.shape[1]
