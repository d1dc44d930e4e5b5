"""Writes the divergence out instead of calling the earlier function."""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    kl = 0.5 * (mu.pow(2) + logvar.exp() - 1 - logvar).mean()
    mse = (x - x_hat).pow(2).mean()
    c, h, w = x.shape[1:]
    return {"kl": kl, "mse": mse, "loss": mse + kl * (beta * mu.shape[-1] / (c * h * w))}
