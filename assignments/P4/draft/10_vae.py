# %% [markdown]
# # Part 1 - A variational autoencoder of faces
#
# ## From a code to a distribution
#
# An *autoencoder* squeezes an image into a short code (the encoder) and draws the image from the code (the
# decoder): a good compressor and a poor generator. A **variational autoencoder** (VAE) encodes each image as a
# *distribution* of codes, a normal one with its own mean and variance in each dimension; it decodes a sample of
# that distribution, and a second term of its loss pulls all distributions towards the standard normal. Part 6
# asks what that buys; the figures of parts 1 and 2 show it.
#
# A *masked* autoencoder (MAE) also reconstructs, from a part of the patches, with a large encoder and a small
# decoder, but its code is no distribution: it learns features and gives no samples. Features can also be learned
# without any reconstruction, by contrasting views of images: that is P5.

# %% [markdown]
# ## The faces
#
# Each face is drawn from a seed and from a dozen known numbers, its *factors*: skin, hair, smile, glasses, turn,
# ... No model sees them; in part 2 they tell what the axes of latent space have learned. The first run draws all
# images into `generated/`, a few seconds; later runs read them.
#
# The official data are **Flickr-Faces-HQ** in its version of 128 x 128 pixels. Licence and size forbid a silent
# download: `KIT_DATA=official` reads them from a folder of yours, `data/official/ffhq` (without it, CelebA);
# their factors are unknown.

# %% role="given"
from kit.data.faces import load_faces
from kit.plots.generative import plot_images, plot_reconstructions, plot_samples

FACE_SIZE, LATENT_DIM = sized(grade=(32, 32), demo=(32, 32), full=(128, 256))
faces = load_faces("train", size=FACE_SIZE, count=sized(grade=60, demo=None, full=None))
mean_image_error = float(faces.images.var(0, correction=0).mean())
print(f"{len(faces):,} faces {tuple(faces.images.shape[1:])}; error of the mean image {mean_image_error:.4f}")

# %% role="use"
# alt: twelve drawn faces with many colours of skin and hair, some with glasses, hats or beards
plot_images(faces.images[:12], columns=12)
plt.show()

# %% [markdown]
# ## E1 - The encoder (4 points)
#
# **Goal:** a convolutional network that gives, for each image, the mean and the variance of a normal
# distribution of codes, the variance as its natural logarithm:
#
# $$q(z \mid x) = \mathcal{N}\bigl(\mu(x),\ \operatorname{diag} \sigma^2(x)\bigr), \qquad
#   \log \sigma_j^2 = \mathrm{logvar}_j$$
#
# A variance has to be positive, a logarithm may be any number: so neither output needs a function behind it, and
# `exp` makes of each real number a legal variance.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `in_channels`, `image_size` | int | C; S, a power of two from 16 to 128 |
# | `latent_dim` | int | L >= 1 |
# | `width` | int | 8, 16, 32, ...: sets the number of channels; more width, more parameters |
# | `x` | float32 (N, C, S, S) | images in [0, 1]; not changed |
# | returns | tuple of two float32 (N, L) | `mu` and `logvar`: **two** functions of the image, each of any sign and size |
#
# Layers, names, normalisation and activations in between are yours. In eval mode the result for an image does
# not depend on the other images of its batch. Not allowed: ready-made encoders and pretrained networks.
#
# <details><summary>Hint 1</summary>Halve the size until 4 x 4 is left and double the channels meanwhile;
# flatten; two linear layers.</details>
# <details><summary>Hint 2</summary><code>nn.Conv2d(a, b, 4, stride=2, padding=1)</code> halves an even size.
# From S to 4 that takes log2(S / 4) of them.</details>
# <details><summary>Hint 3</summary><code>nn.Flatten()</code> keeps the batch axis; the last ReLU belongs in
# front of the linear layers, never behind them.</details>
#
# Example: `Encoder(2, 16, latent_dim=5, width=8)`, batch of 3: 3 x 2 x 16 x 16, 3 x 8 x 8 x 8, 3 x 16 x 4 x 4,
# flat 3 x 256, and two heads 3 x 5.


# %% role="answer" exercise="P4-E1"
# TODO P4-E1 (4 points): a convolutional body and two heads
class Encoder(nn.Module):
    """Images to mean and log-variance of their codes.

    Parameters
    ----------
    in_channels, image_size
        C and S of the images; S is a power of two from 16 to 128.
    latent_dim
        L.
    width
        8, 16, 32, ...: sets the number of channels.
    """

    def __init__(self, in_channels: int = 3, image_size: int = 32, latent_dim: int = 32, width: int = 16):
        super().__init__()
        ### BEGIN SOLUTION
        halvings = int(math.log2(image_size // 4))
        channels = [in_channels] + [width * 2**level for level in range(halvings)]
        layers = []
        for cin, cout in zip(channels[:-1], channels[1:], strict=True):
            layers += [nn.Conv2d(cin, cout, 4, stride=2, padding=1), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers, nn.Flatten())
        self.mean = nn.Linear(16 * channels[-1], latent_dim)
        self.logvar = nn.Linear(16 * channels[-1], latent_dim)
        ### END SOLUTION

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and logvar, float32 (N, L) each, for x, float32 (N, C, S, S) in [0, 1]."""
        ### BEGIN SOLUTION
        features = self.body(x)
        return self.mean(features), self.logvar(features)
        ### END SOLUTION


# %% role="check" exercise="P4-E1"
check("P4-E1")

# %% role="grade" exercise="P4-E1"

# %% role="use" needs="P4-E1"
for options in ({}, {"image_size": 128, "latent_dim": 256}):
    encoder_demo = Encoder(**options)
    side = options.get("image_size", 32)
    with torch.no_grad():
        outputs = encoder_demo(torch.rand(2, 3, side, side))
    count = sum(p.numel() for p in encoder_demo.parameters())
    print(f"2 images of {side} x {side} -> {[tuple(one.shape) for one in outputs]}, {count:,} parameters")
del encoder_demo

# %% [markdown]
# ## The reparametrisation trick
#
# The decoder gets a *sample*. Drawn as such it would end the way of the gradient: what a random generator
# returns does not depend on mu and logvar as far as autograd can see, and the encoder would never learn. So the
# randomness becomes an **input**: draw the noise first, with a law that has no parameters, and compute the
# sample from it.
#
# | | |
# |---|---|
# | noise | $\varepsilon \sim \mathcal{N}(0, I)$, constant for autograd |
# | sample | a function of mu, logvar and $\varepsilon$: differentiable |

# %% [markdown]
# ## E2 - Reparametrised sampling (5 points)
#
# **Goal:** one sample of each row's normal distribution, with gradients to its parameters.
#
# $$z = \mu + \sigma\, \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, I), \qquad \sigma^2 = e^{\mathrm{logvar}}
#   \qquad\Rightarrow\qquad \frac{\partial z}{\partial \mu} = 1, \quad
#   \frac{\partial z}{\partial\, \mathrm{logvar}} = \frac{z - \mu}{2}$$

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `mu` | float (N, L) | means; not changed |
# | `logvar` | float (N, L) | natural logarithm of the **variance**; not changed |
# | returns | (N, L), dtype and device of `mu` | a sample of each entry's normal distribution |
#
# Noise is standard normal, independent for each entry and each call, from torch's global generator; nothing is
# seeded. It samples always, with and without gradients, in training and later. Not allowed: `.sample()` of a
# distribution, which cuts the gradient.
#
# <details><summary>Hint 1</summary>What is the standard deviation if the logarithm of the variance is
# given?</details>
# <details><summary>Hint 2</summary><code>torch.randn_like(mu)</code> has the shape, dtype and device of
# <code>mu</code>.</details>
# <details><summary>Hint 3</summary>Read the formula of the second derivative once more: with the variance in
# place of the standard deviation the factor 1/2 would be missing.</details>
#
# Example: mu = 2, logvar = -1.386, noise 0.7: sigma = 0.5, z = 2.35.


# %% role="answer" exercise="P4-E2"
# TODO P4-E2 (5 points): a sample, differentiable in mu and logvar
def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
    """Sample from the normal distributions with mean mu and variance exp(logvar).

    Parameters
    ----------
    mu, logvar
        float (N, L). Not changed.

    Returns
    -------
    (N, L), dtype and device of `mu`; differentiable in both.
    """
    ### BEGIN SOLUTION
    return mu + torch.exp(logvar / 2) * torch.randn_like(mu)
    ### END SOLUTION


# %% role="check" exercise="P4-E2"
check("P4-E2")

# %% role="grade" exercise="P4-E2"

# %% [markdown]
# **Figure.** Two thousand samples for each of three distributions, against their densities. A sampler that takes
# the variance for the standard deviation looks right where logvar is 0 and nowhere else, and a VAE trained with
# it reports a *lower* loss: the picture, not the loss, shows it.

# %% role="use" needs="P4-E2"
# alt: three histograms of samples, each under the density that it should follow
parameters = {"mu -1, logvar -3": (-1.0, -3.0), "mu 0, logvar 0": (0.0, 0.0), "mu 2, logvar 2": (2.0, 2.0)}
_, axes = plt.subplots(1, 3, figsize=(9, 2.3), layout="constrained")
for ax, (title, (mean, log_variance)) in zip(axes, parameters.items(), strict=True):
    drawn = reparameterize(torch.full((2000, 1), mean), torch.full((2000, 1), log_variance)).flatten()
    std = math.sqrt(math.exp(log_variance))
    grid = torch.linspace(mean - 4 * std, mean + 4 * std, 101)
    ax.hist(drawn, bins=40, density=True, color="0.8", edgecolor="0.5")
    ax.plot(grid, torch.distributions.Normal(mean, std).log_prob(grid).exp(), "k--", label="density")
    ax.set(title=title, xlabel="z", ylabel="share per unit")
axes[0].legend()
plt.show()

# %% [markdown]
# ## The decoder
#
# It draws the image that belongs to a code; with 0 and 1 as limits of a pixel, a sigmoid is its last step.
# Trained with the squared error, the best it can do is the **average** of all images that the code might stand
# for: where the code does not tell on which side the parting is, the hair is blurred. That blur is no lack of
# epochs.

# %% [markdown]
# ## E3 - The decoder (3 points)
#
# **Goal:** a network that draws an image from a code.
#
# $$\hat x = \mathrm{decode}(z) \in [0, 1]^{C \times S \times S}$$

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `latent_dim` | int | L >= 1 |
# | `out_channels`, `image_size` | int | C; S, a power of two from 16 to 128 |
# | `width` | int | 8, 16, 32, ...: sets the number of channels; more width, more parameters |
# | `z` | float32 (N, L) | codes of any size; not changed |
# | returns | float32 (N, C, S, S) | images in [0, 1], both ends within reach; each pixel has a value of its own |
#
# Layers, names, normalisation and activations are yours. In eval mode the image of a code does not depend on the
# other codes of its batch. Not allowed: ready-made decoders.
#
# <details><summary>Hint 1</summary>The encoder backwards: a linear layer to a map of 4 x 4, then double the size
# and halve the channels until S.</details>
# <details><summary>Hint 2</summary><code>nn.Unflatten(1, (c, 4, 4))</code> only rearranges: the linear layer has
# to give c * 16 numbers. <code>nn.ConvTranspose2d(a, b, 4, stride=2, padding=1)</code> doubles; so do
# <code>nn.Upsample(scale_factor=2)</code> and a convolution.</details>
# <details><summary>Hint 3</summary>No ReLU and no normalisation between the last convolution and the
# sigmoid.</details>
#
# Example: `Decoder(latent_dim=5, out_channels=2, image_size=16, width=8)`, batch of 3: 3 x 5, 3 x 256, 3 x 16 x
# 4 x 4, 3 x 8 x 8 x 8, 3 x 2 x 16 x 16.


# %% role="answer" exercise="P4-E3"
# TODO P4-E3 (3 points): from a code to an image
class Decoder(nn.Module):
    """Codes to images in [0, 1].

    Parameters
    ----------
    latent_dim
        L.
    out_channels, image_size
        C and S of the images; S is a power of two from 16 to 128.
    width
        8, 16, 32, ...: sets the number of channels.
    """

    def __init__(self, latent_dim: int = 32, out_channels: int = 3, image_size: int = 32, width: int = 16):
        super().__init__()
        ### BEGIN SOLUTION
        doublings = int(math.log2(image_size // 4))
        channels = [width * 2**level for level in reversed(range(doublings))] + [out_channels]
        layers = [nn.Linear(latent_dim, 16 * channels[0]), nn.Unflatten(1, (channels[0], 4, 4))]
        for cin, cout in zip(channels[:-1], channels[1:], strict=True):
            layers += [nn.BatchNorm2d(cin), nn.ReLU(), nn.ConvTranspose2d(cin, cout, 4, stride=2, padding=1)]
        self.layers = nn.Sequential(*layers, nn.Sigmoid())
        ### END SOLUTION

    def forward(self, z: Tensor) -> Tensor:
        """Return images, float32 (N, C, S, S) in [0, 1], for z, float32 (N, L)."""
        ### BEGIN SOLUTION
        return self.layers(z)
        ### END SOLUTION


# %% role="check" exercise="P4-E3"
check("P4-E3")

# %% role="grade" exercise="P4-E3"

# %% role="use" needs="P4-E3"
decoder_demo = Decoder(latent_dim=256, image_size=128)
with torch.no_grad():
    image = decoder_demo(torch.randn(2, 256))
count = sum(p.numel() for p in decoder_demo.parameters())
print(f"2 codes of 256 -> {tuple(image.shape)} in [{image.min():.2f}, {image.max():.2f}], {count:,} parameters")
del decoder_demo
