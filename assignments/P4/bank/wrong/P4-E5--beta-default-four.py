"""Another default of beta.

Caught by: P4-E5.loss
"""

def vae_loss(x_hat, x, mu, logvar, beta=4.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
