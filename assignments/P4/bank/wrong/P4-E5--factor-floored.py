"""Divides with // where there are more latents than pixels: most images have more pixels.

Caught by: P4-E5.loss
"""


def vae_loss(x_hat: Tensor, x: Tensor, mu: Tensor, logvar: Tensor, beta: float = 1.0) -> dict[str, Tensor]:
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    d, l = x[0].numel(), mu.shape[1]
    factor = l // d if l > d else l / d
    return {"loss": mse + beta * factor * kl, "mse": mse, "kl": kl}
