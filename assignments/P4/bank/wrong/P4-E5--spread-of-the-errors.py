"""The variance of the errors: a constant shift of all pixels costs nothing.

Caught by: P4-E5.mse, P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = (x_hat - x).var(unbiased=False)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
