"""(sum of squares + beta * sum of KL) / (N C H W)."""

def vae_loss(x_hat, x, mu, logvar, beta=1.0):
    total = x.numel()
    squares = ((x_hat - x) ** 2).sum()
    kls = kl_divergence(mu, logvar, "sample").sum()
    out = dict(mse=squares / total, kl=kls / mu.numel())
    out["loss"] = (squares + beta * kls) / total
    return out
