"""The factor as a vector on the CPU: fails on a GPU only.

Caught by: P4-E5.device
"""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    factor = torch.tensor([mu.shape[1] / x[0].numel()], dtype=mu.dtype)
    return {"loss": (mse + beta * factor * kl).squeeze(), "mse": mse, "kl": kl}
