"""An entry more in the dict.
"""


def vae_loss(x_hat: Tensor, x: Tensor, mu: Tensor, logvar: Tensor, beta: float = 1.0) -> dict[str, Tensor]:
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    factor = mu.shape[1] / x[0].numel()
    return {"loss": mse + beta * factor * kl, "mse": mse, "kl": kl, "weighted_kl": beta * factor * kl}
