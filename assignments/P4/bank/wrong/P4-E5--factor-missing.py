"""beta times KL without the factor: collapse likewise.

Caught by: P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * kl, "mse": mse, "kl": kl}
