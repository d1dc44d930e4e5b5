"""H * W without the channels: three times too strong for colours, right for grey images.

Caught by: P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / (x.shape[2] * x.shape[3]) * kl, "mse": mse, "kl": kl}
