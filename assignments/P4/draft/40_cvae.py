# %% [markdown]
# # Part 3 - A conditional VAE of digits
#
# A VAE draws faces, but not the face that you ask for. A **conditional VAE** gets a condition, here the class of a
# digit, in *both* halves: the decoder draws an image of the code **and** the label, so you choose the class; the
# encoder describes an image **given** the label, so the code need not say which digit it is and keeps what the label
# leaves open, the style. With the label in the encoder only nothing could be chosen. The loss stays that of E5.

# %% [markdown]
# ## E8 - The conditional VAE (5 points)
#
# **Goal:** one class with both halves, sampling and drawing of chosen classes.
#
# $$q(z \mid x, y) = \mathcal{N}\bigl(\mu(x, y),\ \operatorname{diag}\sigma^2(x, y)\bigr), \qquad
#   \hat x = \mathrm{decode}(z, y), \qquad z \sim \mathcal{N}(0, I)\ \text{for a new image}$$
#
# A label is a name and no number: class 9 is not three times class 3. It enters as a one-hot vector, or as an
# embedding, which is a trainable vector for each class. A vector can be joined to a code as it is, and to an image as
# additional channels that are constant over all pixels.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `num_classes` | int | K; labels are 0 to K - 1; more classes, more parameters |
# | `in_channels`, `image_size`, `latent_dim`, `width` | int | C, S, L, width, as in E1 and E3 |
# | `x`, `y`, `z` | float32 (N, C, S, S), int64 (N,), float32 (N, L) | images in [0, 1], their labels, latents; not changed |
# | `encode(x, y)` | tuple of two float32 (N, L) | `mu`, `logvar`; both depend on image **and** label |
# | `decode(z, y)` | float32 (N, C, S, S) in [0, 1] | depends on z **and** label |
# | `forward(x, y)` | tuple `(x_hat, mu, logvar)` | decodes a **sample** of the code, in every mode |
# | `sample(y)` | float32 (N, C, S, S) in [0, 1] | one image a label; a new standard-normal z for each |
#
# All arguments are on the device of the parameters. In eval mode each sample depends on nothing else of its batch.
# Noise comes from torch's global generator, no method seeds it or leaves the model in another mode. `Encoder`,
# `Decoder` and `reparameterize` may be used, through their contracts only: the checks put other right versions in
# their place, so that an earlier mistake is counted once.
#
# <details><summary>Hint 1</summary>An <code>Encoder</code> does not know what its channels mean, a
# <code>Decoder</code> not what its latents mean. How many does each one need?</details>
# <details><summary>Hint 2</summary><code>F.one_hot(y, K).float()</code> is (N, K);
# <code>[:, :, None, None]</code> and <code>expand</code> make planes (N, K, S, S) of it for
# <code>torch.cat(..., dim=1)</code>.</details>
# <details><summary>Hint 3</summary>No normalisation of the planes themselves: each is constant, and a constant minus
# its mean is 0. <code>sample</code> needs the latent size and the device of <code>y</code>.</details>
#
# Example: 3 digits, K 10, L 16: the encoder gets (3, 11, 32, 32), the decoder (3, 26).


# %% role="answer" exercise="P4-E8"
# TODO P4-E8 (5 points): the label in both halves; sampling
class ConditionalVAE(nn.Module):
    """Variational autoencoder with the class as a condition.

    Parameters
    ----------
    num_classes
        K; labels y are int64 (N,) from 0 to K - 1.
    in_channels, image_size
        C and S of the images; S is a power of two from 16 to 128.
    latent_dim
        L.
    width
        8, 16, 32, ...: sets the number of channels.
    """

    def __init__(
        self,
        num_classes: int = 10,
        in_channels: int = 1,
        image_size: int = 32,
        latent_dim: int = 16,
        width: int = 16,
    ) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.num_classes, self.latent_dim = num_classes, latent_dim
        self.encoder = Encoder(in_channels + num_classes, image_size, latent_dim, width)
        self.decoder = Decoder(latent_dim + num_classes, in_channels, image_size, width)
        ### END SOLUTION

    def encode(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and logvar, float32 (N, L) each, for images x (N, C, S, S) and labels y (N,)."""
        ### BEGIN SOLUTION
        planes = F.one_hot(y, self.num_classes).float()[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return self.encoder(torch.cat([x, planes], dim=1))
        ### END SOLUTION

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        """Return images, float32 (N, C, S, S) in [0, 1], for latents z (N, L) and labels y (N,)."""
        ### BEGIN SOLUTION
        return self.decoder(torch.cat([z, F.one_hot(y, self.num_classes).float()], dim=1))
        ### END SOLUTION

    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return x_hat (N, C, S, S), mu and logvar (N, L); x_hat is decoded from a sample, in every mode."""
        ### BEGIN SOLUTION
        mu, logvar = self.encode(x, y)
        return self.decode(reparameterize(mu, logvar), y), mu, logvar
        ### END SOLUTION

    def sample(self, y: Tensor) -> Tensor:
        """Return one new image for each label, float32 (N, C, S, S) in [0, 1], from standard-normal latents."""
        ### BEGIN SOLUTION
        return self.decode(torch.randn(len(y), self.latent_dim, device=y.device), y)
        ### END SOLUTION


# %% role="check" exercise="P4-E8"
check("P4-E8")

# %% role="grade" exercise="P4-E8"

# %% [markdown]
# ## Training on digits
#
# The digits have 28 x 28 pixels; a border makes them 32 x 32 = 4 * 2 * 2 * 2, so that sizes halve and double without
# a remainder. 3,000 digits and 4 epochs take about 10 s on two CPU cores in demo mode; `log_epoch` records losses and
# a picture after each. A given classifier, trained on other digits, then reads 500 samples: the **class agreement** is
# the share that it reads as the class that was asked for, 0.1 by chance. Expected: at least 0.7. (A run shows that
# training works; it gives no points.)

# %% role="given"
from kit.data.digits32 import load_digits32
from kit.judges import class_agreement, digit_net
from kit.plots.generative import plot_class_grid
from kit.vae import evaluating

CVAE_EPOCHS = sized(grade=1, demo=4, full=20)
CVAE_WIDTH, CVAE_LATENTS = sized(grade=(8, 16), demo=(16, 16), full=(64, 16))
cvae_digits, cvae_labels = load_digits32("train", count=sized(grade=60, demo=3000, full=None))
digit_reader = digit_net()


def in_ten_classes(cvae, latents):
    """Images (R, 10, 1, 32, 32) on the CPU: each latent (R, L) decoded with all ten labels."""
    rows, classes = len(latents), torch.arange(10).repeat(len(latents))
    with evaluating(cvae):
        images = cvae.decode(latents.repeat_interleave(10, dim=0).to(device), classes.to(device))
    return images.cpu().unflatten(0, (rows, 10))


# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E8 P4-E14"
torch.manual_seed(student_number)
cvae = ConditionalVAE(latent_dim=CVAE_LATENTS, width=CVAE_WIDTH).to(device)
cvae_optimizer = torch.optim.Adam(cvae.parameters(), lr=3e-3)
cvae_batches = DataLoader(TensorDataset(cvae_digits, cvae_labels), batch_size=50, shuffle=True)
cvae_latents, cvae_rows = torch.randn(5, CVAE_LATENTS), []
with timed("CVAE") as cvae_clock:
    for epoch in range(1, CVAE_EPOCHS + 1):
        cvae.train()
        sums = {"loss": 0.0, "mse": 0.0, "kl": 0.0}
        progress_bar = bar(cvae_batches, f"CVAE, epoch {epoch}")
        for x, y in progress_bar:
            x, y = x.to(device), y.to(device)
            x_hat, mu, logvar = cvae(x, y)
            losses = vae_loss(x_hat, x, mu, logvar)
            cvae_optimizer.zero_grad()
            losses["loss"].backward()
            cvae_optimizer.step()
            for name in sums:
                sums[name] += losses[name].item() * len(x) / len(cvae_digits)
            progress_bar.set_postfix(loss=f"{losses['loss'].item():.4f}")
        picture = in_ten_classes(cvae, cvae_latents[:2]).flatten(0, 1)
        log_epoch(writer, "cvae", sums, picture, epoch, image_range=(0.0, 1.0))
        cvae_rows.append(sums)
asked = torch.arange(500) % 10
with evaluating(cvae):
    cvae_drawn = cvae.sample(asked.to(device)).cpu()
cvae_agreement = class_agreement(digit_reader, cvae_drawn, asked)
display(pd.DataFrame(cvae_rows, index=range(1, CVAE_EPOCHS + 1)).rename_axis("epoch").round(4))
print(f"class agreement {cvae_agreement:.3f} of {len(asked)} samples, {cvae_clock.seconds:.0f} s")

# %% [markdown]
# **Figure: the same z, ten labels.** A row keeps its style, slant and thickness, while the class changes. That is what
# the code holds when the label says the rest.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E8 P4-E14"
# alt: five rows of the digits 0 to 9; the digits of a row share slant and thickness
grid_images = in_ten_classes(cvae, cvae_latents)
plot_class_grid(grid_images, [f"z {row}" for row in range(5)], [str(k) for k in range(10)], "label")
plt.show()

# %% [markdown]
# **Figure: a style from an image.** The mean code of a digit that the model never saw, with its own label in the
# encoder, and then all ten labels in the decoder.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E8 P4-E14"
# alt: four rows; left a handwritten digit, then the digits 0 to 9 with about its slant and thickness
held_out, held_out_labels = load_digits32("test", count=4)
with evaluating(cvae):
    styles = cvae.encode(held_out.to(device), held_out_labels.to(device))[0].cpu()
grid_images = torch.cat([held_out[:, None], in_ten_classes(cvae, styles)], dim=1)
names = [f"a {int(label)}" for label in held_out_labels]
plot_class_grid(grid_images, names, ["image", *(str(k) for k in range(10))], "label")
plt.show()
