"""The library's mean squared error, factor from numel."""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.size(1) / x[0].numel() * kl, "mse": mse, "kl": kl}
