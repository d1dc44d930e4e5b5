"""image_size / latent_dim: thousands of times too strong, collapse.

Caught by: P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * x[0].numel() / mu.shape[1] * kl, "mse": mse, "kl": kl}
