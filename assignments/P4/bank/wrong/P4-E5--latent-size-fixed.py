"""Factor for the size of the example, 32 latents of 3 x 32 x 32.

Caught by: P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * (32 / 3072) * kl, "mse": mse, "kl": kl}
