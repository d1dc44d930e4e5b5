"""The error summed per image: one common convention, not this one.

Caught by: P4-E5.mse, P4-E5.loss, P4-E5.batch-doubled
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x, reduction="sum")
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
