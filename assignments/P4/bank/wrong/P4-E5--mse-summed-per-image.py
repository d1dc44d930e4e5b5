"""The sum per image and its mean over the batch, with the factor kept.

Caught by: P4-E5.mse, P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = (x_hat - x).square().flatten(1).sum(1).mean()
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + beta * mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
