"""Reports the weighted divergence: curves of two betas cannot be compared.

Caught by: P4-E5.kl, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    kl = beta * mu.shape[1] / x[0].numel() * kl
    return {"loss": mse + kl, "mse": mse, "kl": kl}
