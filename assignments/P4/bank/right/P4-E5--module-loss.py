"""nn.MSELoss, keywords."""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    _, latent_dim = mu.shape
    image_size = x_hat.numel() // x_hat.shape[0]
    mse = nn.MSELoss(reduction="mean")(input=x_hat, target=x)
    kl = kl_divergence(mu=mu, logvar=logvar, reduction="mean")
    loss = torch.add(mse, kl, alpha=float(beta) * latent_dim / image_size)
    return {"loss": loss, "mse": mse, "kl": kl}
