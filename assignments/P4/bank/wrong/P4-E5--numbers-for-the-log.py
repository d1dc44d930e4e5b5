"""Terms as Python numbers for the log.

Caught by: P4-E5.mse, P4-E5.kl
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse.item(), "kl": kl.item()}
