"""numel of the whole batch: the weight depends on the batch size.

Caught by: P4-E5.loss, P4-E5.batch-doubled
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x.numel() * kl, "mse": mse, "kl": kl}
