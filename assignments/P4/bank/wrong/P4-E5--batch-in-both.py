"""numel of mu over numel of one image: N times too strong.

Caught by: P4-E5.loss, P4-E5.batch-doubled
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.numel() / x[0].numel() * kl, "mse": mse, "kl": kl}
