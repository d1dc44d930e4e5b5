"""Per sample first, then the mean over the batch."""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    errors = (x_hat - x).flatten(1).square().mean(dim=1)
    kls = kl_divergence(mu, logvar, reduction="sample")
    losses = errors + beta * kls / math.prod(x.shape[1:])
    return {"loss": losses.mean(), "mse": errors.mean(), "kl": (kls / mu.shape[1]).mean()}
