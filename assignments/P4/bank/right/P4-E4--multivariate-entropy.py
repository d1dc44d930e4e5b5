"""Cross-entropy minus entropy of the normal distributions."""

def kl_divergence(mu, logvar, reduction="mean"):
    log_2pi = math.log(2 * math.pi)
    cross = 0.5 * (log_2pi + mu**2 + torch.exp(logvar))
    entropy = 0.5 * (log_2pi + 1 + logvar)
    kl = cross - entropy
    if reduction == "sample":
        return kl.sum(1)
    elif reduction == "mean":
        return kl.mean()
    raise ValueError(reduction)
