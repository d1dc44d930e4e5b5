"""Cuts the gradient of x_hat in place of x.

Caught by: P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat.detach(), x)
    kl = kl_divergence(mu, logvar)
    kl = kl + 0 * x_hat.sum()
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
