"""Clips x_hat in place for safety: the caller's images change.

Caught by: P4-E5.arguments
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    x_hat.data.mul_(0.999)
    mse = F.mse_loss(x_hat / 0.999, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
