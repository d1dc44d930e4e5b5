# %% [markdown]
# ## The two terms of the loss
#
# A VAE is trained on a sum of two terms. The *reconstruction error*, here the mean squared error, wants each
# code to stand for its own image. The **KL divergence** of the encoder's distribution from the standard normal
# wants all codes to be alike: it pulls means to 0 and variances to 1 and so limits what a code may say. At KL = 0
# it says nothing; without the term, distributions shrink to points and the model is an autoencoder again.
# Together they are, up to constants, a bound of the likelihood of the data.

# %% [markdown]
# ## E4 - The KL divergence (5 points)
#
# **Goal:** the divergence of a diagonal normal distribution from the standard normal, in closed form.
#
# $$\mathrm{KL}\bigl(\mathcal{N}(\mu, \sigma^2)\ \|\ \mathcal{N}(0, 1)\bigr) =
#   \tfrac12 \bigl(\mu^2 + \sigma^2 - 1 - \log \sigma^2\bigr) \quad\text{for each dimension}, \qquad
#   \log \sigma^2 = \mathrm{logvar}$$
#
# Dimensions are independent, so the divergence of a sample is the sum over its dimensions.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `mu`, `logvar` | float (N, L) | as the encoder returns them; not changed |
# | `reduction="mean"` | | the mean over batch **and** latent dimensions, 0-dim |
# | `reduction="sample"` | | for each sample the **sum** over its latent dimensions, (N,) |
# | returns | | dtype and device of `mu`; differentiable in both |
#
# Not allowed: estimates from samples.
#
# <details><summary>Hint 1</summary>Compute a number for each entry first, (N, L); then reduce.</details>
# <details><summary>Hint 2</summary>At mu = 0, logvar = 0 it is 0, and so is its slope: a sign or a half that is
# wrong shows there, or at mu = 1.</details>
# <details><summary>Hint 3</summary>Nothing has to be inverted and no logarithm taken: <code>logvar</code> is
# one.</details>
#
# Example: mu = [1, 0], logvar = [0, log 4]: 1/2 and (4 - 1 - 1.386) / 2 = 0.807; "sample" 1.307, "mean" 0.653.


# %% role="answer" exercise="P4-E4"
# TODO P4-E4 (5 points): the closed form and its two reductions
def kl_divergence(mu: Tensor, logvar: Tensor, reduction: str = "mean") -> Tensor:
    """Return the KL divergence of N(mu, exp(logvar)) from the standard normal.

    Parameters
    ----------
    mu, logvar
        float (N, L). Not changed.
    reduction
        ``"mean"``: over batch and latent dimensions; ``"sample"``: sum over the latent dimensions.

    Returns
    -------
    0-dim, or (N,) for ``"sample"``.
    """
    ### BEGIN SOLUTION
    each = (mu.square() + logvar.exp() - 1 - logvar) / 2
    return each.sum(dim=1) if reduction == "sample" else each.mean()
    ### END SOLUTION


# %% role="check" exercise="P4-E4"
check("P4-E4")

# %% role="grade" exercise="P4-E4"

# %% [markdown]
# **Figure.** The divergence of one dimension. A variance that is too large costs more than one that is too small
# by the same factor, for it enters as itself, and a small one only by its logarithm.

# %% role="use" needs="P4-E4"
# alt: left a parabola in mu, right a curve in logvar that is 0 at 0, rises slowly on the left, fast on the right
grid = torch.linspace(-3, 3, 121)[:, None]
_, axes = plt.subplots(1, 2, figsize=(7, 2.4), sharey=True, layout="constrained")
axes[0].plot(grid, kl_divergence(grid, torch.zeros_like(grid), "sample"), "k")
axes[1].plot(grid, kl_divergence(torch.zeros_like(grid), grid, "sample"), "k")
axes[0].set(xlabel="mu, at logvar 0", ylabel="KL")
axes[1].set(xlabel="logvar, at mu 0")
plt.show()

# %% [markdown]
# ## The weight of the second term
#
# Both terms are **means**, but not over equally many values. With the factor L / (C H W), latents over pixels, the
# loss is
#
# $$\mathrm{mse} + \beta\, \frac{L}{C H W}\, \mathrm{kl} = \frac{1}{N C H W}
#   \Bigl(\textstyle\sum (\hat x - x)^2 + \beta \sum \mathrm{KL}\Bigr)$$
#
# and part 6 asks why one wants that. A term that is far too strong shows as **posterior collapse**: the code says
# nothing, its divergence is 0, every image decodes to the mean image. The loss still falls, and is never nan.

# %% [markdown]
# ## E5 - The weighted loss (6 points)
#
# **Goal:** the loss of the VAE, with its two terms for the log.
#
# $$\mathcal{L} = \mathrm{mse}(\hat x, x) + \beta\, \frac{L}{C H W}\, \mathrm{kl}(\mu, \mathrm{logvar})$$

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `x_hat`, `x` | float (N, C, H, W) | reconstruction and image; H and W may differ; not changed |
# | `mu`, `logvar` | float (N, L) | as the encoder returned them; not changed |
# | `beta` | float >= 0 | weight of the second term |
# | returns | dict of 0-dim tensors | `"mse"`: mean over batch, channels and pixels; `"kl"`: mean over batch and latents, **not** weighted; `"loss"`: the formula. All three are differentiable |
#
# `kl_divergence` is there to be used.
#
# <details><summary>Hint 1</summary>All sizes stand in the shapes of the arguments; the batch size is not part of
# the factor.</details>
# <details><summary>Hint 2</summary><code>x[0].numel()</code> counts the values of one image.</details>
# <details><summary>Hint 3</summary>For 3 x 128 x 128 and 256 latents the factor is 0.0052083.</details>
#
# Example: images 2 x 4 x 6, 5 latents, beta 2, mse 0.1, kl 0.48: 0.1 + 2 * 5/48 * 0.48 = 0.2.


# %% role="answer" exercise="P4-E5"
# TODO P4-E5 (6 points): mean squared error plus weighted divergence
def vae_loss(x_hat: Tensor, x: Tensor, mu: Tensor, logvar: Tensor, beta: float = 1.0) -> dict[str, Tensor]:
    """Return the loss of a VAE and its two terms.

    Parameters
    ----------
    x_hat, x
        float (N, C, H, W). Not changed.
    mu, logvar
        float (N, L). Not changed.
    beta
        Weight of the divergence; its factor L / (C H W) comes on top.

    Returns
    -------
    dict
        ``loss``, ``mse``, ``kl``: 0-dim tensors, differentiable.
    """
    ### BEGIN SOLUTION
    mse = F.mse_loss(x_hat, x)
    kl = kl_divergence(mu, logvar)
    factor = mu.shape[1] / x[0].numel()
    return {"loss": mse + beta * factor * kl, "mse": mse, "kl": kl}
    ### END SOLUTION


# %% role="check" exercise="P4-E5"
check("P4-E5")

# %% role="grade" exercise="P4-E5"

# %% [markdown]
# ## Three VAEs
#
# Encoder, sampling and decoder become one module, `VAE` (`kit/vae.py`): `vae(x)` returns the reconstruction of a
# **sampled** code with mu and logvar, `vae.reconstruct(x)` decodes the mean of the code, `vae.sample(n)` decodes
# standard-normal codes. Three models with the same start differ in beta only. One Adam holds the parameters of
# both halves; each epoch goes through your `log_epoch`. About 10 s a model on two CPU cores in demo mode.
#
# Reading a run (offline data, demo): with beta 1 the squared error ends below 0.7 of the variance of the data,
# which is the error of the mean image, and the divergence above 0.05 a dimension: otherwise the code has
# collapsed. (A run of these cells only shows that training works; it gives no points.)

# %% role="given"
from kit.vae import VAE

BETAS = (0.25, 1.0, 4.0)
VAE_EPOCHS = sized(grade=1, demo=10, full=60)
VAE_WIDTH = sized(grade=8, demo=16, full=64)


def train_vae(beta, epochs):
    """Train a VAE on the faces; return it, the means of its losses in each epoch, and seconds."""
    torch.manual_seed(student_number)
    parts = Encoder(3, FACE_SIZE, LATENT_DIM, VAE_WIDTH), Decoder(LATENT_DIM, 3, FACE_SIZE, VAE_WIDTH)
    vae = VAE(*parts, reparameterize, LATENT_DIM).to(device)
    optimizer = torch.optim.Adam(vae.parameters(), lr=2e-3)
    batches = DataLoader(faces, batch_size=sized(grade=30, demo=50, full=100), shuffle=True)
    latents = torch.randn(8, LATENT_DIM)  # decoded after each epoch
    history = []
    with timed(f"VAE, beta {beta:g}") as clock:
        for epoch in range(1, epochs + 1):
            vae.train()
            sums = {"loss": 0.0, "mse": 0.0, "kl": 0.0}
            progress = bar(batches, f"beta {beta:g}, epoch {epoch}")
            for x in progress:
                x = x.to(device)
                x_hat, mu, logvar = vae(x)
                losses = vae_loss(x_hat, x, mu, logvar, beta)
                optimizer.zero_grad()
                losses["loss"].backward()
                optimizer.step()
                for name in sums:
                    sums[name] += losses[name].item() * len(x) / len(faces)
                progress.set_postfix(loss=f"{losses['loss'].item():.4f}")
            log_epoch(writer, f"vae/beta {beta:g}", sums, vae.decode(latents), epoch, image_range=(0.0, 1.0))
            history.append(sums)
    return vae, history, clock.seconds


# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E14"
# alt: squared error and KL divergence against the epoch for three values of beta; a small beta has less error, more KL
vaes, vae_histories, rows = {}, {}, {}
for beta in BETAS:
    vaes[beta], vae_histories[beta], seconds = train_vae(beta, VAE_EPOCHS)
    last = vae_histories[beta][-1]
    rows[beta] = [last["mse"], last["kl"], last["kl"] * LATENT_DIM, seconds]
beta_table = pd.DataFrame.from_dict(rows, orient="index")
beta_table.columns = ["MSE", "KL per dimension", "KL per image", "seconds"]
_, axes = plt.subplots(1, 2, figsize=(8, 2.6), layout="constrained")
for beta, style in zip(BETAS, ("o-", "s--", "^:"), strict=True):
    for ax, name in zip(axes, ("mse", "kl"), strict=True):
        values = [one[name] for one in vae_histories[beta]]
        ax.plot(range(1, VAE_EPOCHS + 1), values, style, markersize=4, label=f"beta {beta:g}")
axes[0].axhline(mean_image_error, color="0.5", lw=1, label="mean image")
axes[0].set(xlabel="epoch", ylabel="mean squared error", ylim=(0, None))
axes[1].set(xlabel="epoch", ylabel="KL per dimension", ylim=(0, None))
axes[0].legend()
plt.show()

# %% [markdown]
# **Reconstructions and samples.** The error is that of *sampled* codes in the table and of their means in the
# figure. All samples below decode the same standard-normal codes.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E14"
# alt: a row of ten faces, and three rows of their reconstructions, smoother with a larger beta
originals = faces.images[:10]
plot_reconstructions(originals, {f"beta {beta:g}": vae.reconstruct(originals) for beta, vae in vaes.items()})
plt.show()

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E14"
# alt: three rows of ten new faces, for three values of beta; the smallest gives the most varied and the most broken ones
latents = torch.randn(10, LATENT_DIM)
plot_samples({f"beta {beta:g}": vae.decode(latents) for beta, vae in vaes.items()})
plt.show()

# %% [markdown]
# **The trade-off so far.** A small beta reconstructs better and leaves the codes far from the standard normal,
# so its samples fall into the holes; a large one gives smooth averages. The error says nothing about samples: E6
# adds the column that does.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E14"
mse, kl = (float(beta_table.loc[1.0, name]) for name in ("MSE", "KL per dimension"))
print(f"beta 1: error {mse / mean_image_error:.2f} of that of the mean image, expected below 0.7")
print(f"beta 1: KL {kl:.2f} a dimension, expected above 0.05")
display(beta_table.rename_axis("beta").round(4))
