"""beta fixed to 1.

Caught by: P4-E5.loss, P4-E5.gradients
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    return {"loss": mse + mu.shape[1] / x[0].numel() * kl, "mse": mse, "kl": kl}
