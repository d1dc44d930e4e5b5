# %% [markdown]
# # P4 - Variational autoencoder, Frechet distance, conditional GAN, inversion, attack
#
# You build two kinds of generative model. A variational autoencoder (VAE) of faces grows piece by piece: encoder,
# sampling, decoder, the KL term, the weighted loss; you measure its samples by a Frechet distance, walk through its
# latent space, and give it a condition. A conditional GAN of digits follows, with its two losses and its training
# step; you invert its generator by gradient descent, attack a classifier with the fast gradient sign method, and log
# everything for TensorBoard.
#
# The thread through the notebook: **a lower loss is not a proof**. There are wrong lines with which a VAE
# reconstructs better than the right one, and its samples may even look no worse. So each piece is checked by its
# values, its gradients and its statistics.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - say what encoder, decoder, generator and discriminator put in and out, and name every shape on the way;
# - write the sampling step, the KL term and the weighted loss of a VAE, and say why each factor is there;
# - compare two sets of images by a Frechet distance, and say what its value depends on;
# - interpolate and sweep latents, and put a condition into both halves of a model;
# - train a GAN without mixing up its gradients, and read its curves;
# - use the gradient with respect to an *input*: to invert a generator, and to attack a classifier.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | 1 | E1 encoder | 4 | | 4 | E9 generator | 6 |
# | 1 | E2 sampling | 5 | | 4 | E10 discriminator | 5 |
# | 1 | E3 decoder | 3 | | 4 | E11 losses and step | 7 |
# | 1 | E14 log of an epoch | 3 | | 5 | E12 inversion | 4 |
# | 1 | E4 KL divergence | 5 | | 5 | E13 attack | 4 |
# | 1 | E5 weighted loss | 6 | | 6 | shape questions | 10 |
# | 2 | E6 Frechet distance | 8 | | 6 | concept questions | 15 |
# | 2 | E7 walks in latent space | 5 | | 6 | report and figures | 5 |
# | 3 | E8 conditional VAE | 5 | | | | |
#
# Code 70, shape questions 10, concept questions 15, report and figures 5: together 100. E14 stands where it is
# needed first. While an exercise is graded, earlier functions are replaced by given versions: a mistake is counted
# once.

# %% [markdown]
# ## Time budget
#
# At most 3 minutes for the whole notebook on two CPU cores with the data that ship with it:
#
# | part | at most |
# |---|---|
# | imports, data, feature nets | 15 s |
# | VAE, three weights of the KL term | 30 s |
# | Frechet distances, interpolation, sweeps | 10 s |
# | conditional VAE | 10 s |
# | GAN | 45 s |
# | inversion, attacks | 30 s |
# | logs, figures, export | 15 s |
#
# Each training prints its time. `KIT_BUDGET=full` before the start trains larger models for longer (best on a GPU),
# `KIT_DATA=official` takes the official data where you have them.

# %% [markdown]
# ## Data
#
# Three sets, each loaded where it is needed first; nothing is downloaded.
#
# | data sheet | made by | content | size | option |
# |---|---|---|---|---|
# | faces | `kit/data/faces.py`, drawn from a seed, with the factors of each face | 3 x 32 x 32 in [0, 1] | 1,500, and 500 others to measure against | a folder of FFHQ, 128 x 128 |
# | digits | a part of MNIST, padded to 32 x 32 | 1 x 32 x 32, in [0, 1] or [-1, 1] | 6,000, and 1,000 of the test part | all of MNIST |
# | colour images | `kit/data/objects.py`, drawn from a seed | 3 x 32 x 32 in [0, 1], ten classes | 5,000 and 1,000 | CIFAR10 |
#
# Licence: digits as MNIST (commonly CC BY-SA 3.0), the drawn sets as this course; no real person is shown. All are
# meant for learning the method: numbers on them do **not** carry over to photographs.

# %% [markdown]
# # Part 0 - Before you start
#
# ## How to work
#
# - **Fresh kernel.** All cells share one kernel: names, parameters and optimisers stay alive although you
#   changed or deleted the cell that made them. Only a fresh run from top to bottom is graded.
# - **After an edit** run again from the first definition downwards, not from the middle.
# - **Outline.** The headings give an outline (table of contents in the side bar). Write only into the cells
#   marked TODO and into the answer cells.
# - **Check yourself.** `check("P4-E1")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes.
# - **Structure is free, behaviour is fixed.** No layer of your networks has a prescribed name; what they put out,
#   what it depends on and what they can learn is prescribed.
# - **Read everything.** A line that runs and is wrong costs points, however good the pictures look. The questions
#   at the end are those of an oral examination on the whole notebook, the given code included.

# %% [markdown]
# ## Environment check
#
# One line per remark: versions, device, threads, data, and whether TensorBoard can write an event file and read it
# back (where it cannot, the same calls draw with matplotlib; no point depends on it). `python check_env.py` in a
# terminal prints the same without Jupyter; mend the environment there, not in the notebook.

# %% role="given"
from kit.environment import environment_report

for finding in environment_report():
    print(finding)

# %% [markdown]
# ## Imports
#
# `check("P4-E1")` runs the self-checks of an exercise, `progress()` those of all, `practice("P4-Q-S1")` asks a
# practice question.

# %% role="given"
import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from IPython.display import display
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from tqdm.auto import tqdm

from kit.notebook import ask, ask_concept, check, grade, load, practice, progress, validate
from kit.settings import budget, sized

load()

# %% [markdown]
# ## Your number and name
#
# Type them once. The shape questions of part 6 are drawn from your number; they are graded with the number
# under which the staff knows you. Your number is also the seed of the trainings: your tables are yours.

# %% role="fill" id="P4-student"
student_number = 0
student_name = ""

# %% [markdown]
# ## Device and seed
#
# A torch that was built without CUDA (`torch.version.cuda` is None) never finds the GPU, whatever the driver says.
# No code of yours names a device: modules are moved by `.to(device)`, and new tensors follow their input.

# %% role="given"
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(f"torch {torch.__version__}, built for CUDA {torch.version.cuda}, this notebook computes on {device}")
if device.type == "cuda":
    print(torch.cuda.get_device_name(device))

# %% role="given"
torch.manual_seed(student_number)

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

# %% [markdown]
# ## Watching a training
#
# Two numbers at the end say little: the *curves* show whether a training goes on, and the pictures of each epoch
# show what the numbers do not. TensorBoard reads **event files** that a writer fills during the training, and
# shows them in a browser while it runs:
#
# - `tensorboard --logdir runs`, then port 6006. On a server add `--bind_all`; a container must publish the port
#   (`-p 6006:6006`).
# - If the package is missing, `pip install tensorboard` finds it where other installers do not. Some old versions
#   fail on names that NumPy has removed: take the version of the course's lock file.
#
# Nothing here needs a running TensorBoard. Where it is missing or broken, `FallbackWriter` takes the same calls
# and draws them with matplotlib.

# %% role="given"
from kit.logs import FallbackWriter, bar, open_writer, timed

writer = open_writer("p4")

# %% [markdown]
# ## E14 - Log of an epoch (3 points)
#
# **Goal:** one call that records the numbers of an epoch as curves and a batch of images as a picture. All
# trainings of this notebook use it.
#
# $$\text{pixel} = \mathrm{clip}\Bigl(\frac{x - \mathrm{low}}{\mathrm{high} - \mathrm{low}},\ 0,\ 1\Bigr), \qquad
#   (\mathrm{low}, \mathrm{high}) = \texttt{image\_range}$$

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `writer` | | has `add_scalar(tag, value, step)`, `add_image(tag, (C, H, W), step)`, `add_images(tag, (N, C, H, W), step)`, `flush()`, `close()`, as TensorBoard's `SummaryWriter`; stays open |
# | `tag` | str | group of the curves, such as `"vae"` |
# | `scalars` | dict | name to float, int or 0-dim tensor, perhaps with a graph; each is recorded as `tag/name`, as a Python **float**; not changed |
# | `images` | float (N, C, H, W) or None | **one** call, `add_images` or a grid with `add_image`, under a tag that begins with `tag/`; as float32 in [0, 1], detached; None: no call; not changed |
# | `step` | int | epoch; the same for all calls |
# | `image_range` | (low, high) | what is black and what is white |
# | returns | None | |
#
# A tensor that is kept for later with its graph keeps the memory of its whole batch: so numbers are made floats
# first.
#
# <details><summary>Hint 1</summary><code>for name, value in scalars.items()</code>.</details>
# <details><summary>Hint 2</summary><code>value.item()</code> is the number in a 0-dim tensor;
# <code>float(...)</code> makes a float of an int, too.</details>
# <details><summary>Hint 3</summary>Without the mapping, a value of -1 is cut to 0 or wraps around to white, and
# half of the picture is lost.</details>
#
# Example: `log_epoch(writer, "vae", {"loss": 0.3}, None, 2)` calls `add_scalar("vae/loss", 0.3, 2)`; with
# `image_range=(-1, 1)` the values -1, 0.5, 1.2 are recorded as 0, 0.75, 1.


# %% role="answer" exercise="P4-E14"
# TODO P4-E14 (3 points): numbers and images of an epoch
def log_epoch(
    writer,
    tag: str,
    scalars: dict,
    images: Tensor | None,
    step: int,
    image_range: tuple[float, float] = (-1.0, 1.0),
) -> None:
    """Record the numbers and images of one epoch; the writer stays open.

    Parameters
    ----------
    writer
        With the methods of TensorBoard's `SummaryWriter`.
    tag
        Numbers are recorded as ``tag/name``, images under a tag that begins with ``tag/``.
    scalars
        Name to float, int or 0-dim tensor.
    images
        float (N, C, H, W) or None. Not changed.
    step
        Number of the epoch.
    image_range
        Values that become 0 and 1; those outside are clipped.
    """
    ### BEGIN SOLUTION
    for name, value in scalars.items():
        number = value.item() if isinstance(value, Tensor) else value
        writer.add_scalar(f"{tag}/{name}", float(number), step)
    if images is not None:
        low, high = image_range
        pixels = (images.detach().float() - low) / (high - low)
        writer.add_images(f"{tag}/images", pixels.clamp(0, 1), step)
    ### END SOLUTION


# %% role="check" exercise="P4-E14"
check("P4-E14")

# %% role="grade" exercise="P4-E14"

# %% [markdown]
# What a writer records of two epochs; -1 is black, 1 is white, and the third image goes from -2 to 2.

# %% role="use" needs="P4-E14"
# alt: a table of recorded numbers, then three curves' points and three grey ramps side by side
demo_writer = FallbackWriter("demo")
ramp = torch.linspace(-1, 1, 16).expand(1, 16, 16)
for step, loss in ((1, 0.5), (2, 0.25)):
    log_epoch(
        demo_writer, "demo", {"loss": torch.tensor(loss), "images": 3}, torch.stack([ramp, -ramp, 2 * ramp]), step
    )
records = [(tag, step, value) for tag, pairs in demo_writer.scalars.items() for step, value in pairs]
display(pd.DataFrame(records, columns=["tag", "step", "value"]))
demo_writer.draw()
plt.show()

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
# both halves; each epoch goes through your `log_epoch`. About 5 s a model on an idle core in demo mode.
#
# Reading a run (offline data, demo): with beta 1 the squared error ends below 0.7 of the variance of the data,
# which is the error of the mean image, and the divergence above 0.05 a dimension: otherwise the code has
# collapsed. (A run of these cells only shows that training works; it gives no points.)

# %% role="given"
from kit.vae import VAE

BETAS = (0.05, 1.0, 16.0)
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
# **The trade-off so far.** A small beta reconstructs better and leaves the codes far from the standard normal, where
# samples fall into holes; a large one gives smooth averages. The error says nothing about samples: E6 adds the column
# that does.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E14"
mse, kl = (float(beta_table.loc[1.0, name]) for name in ("MSE", "KL per dimension"))
print(f"beta 1: error {mse / mean_image_error:.2f} of that of the mean image, expected below 0.7")
print(f"beta 1: KL {kl:.2f} a dimension, expected above 0.05")
display(beta_table.rename_axis("beta").round(4))

# %% [markdown]
# # Part 2 - Measuring samples, walking through latent space
#
# ## Features of a fixed net
#
# Two sets of images cannot be compared pixel by pixel: no sample has a partner. The usual way out keeps the first
# layers of a net that was trained once for another task, **fixes** its weights and reuses what it computes: each
# image becomes a vector of features, and the two clouds of vectors are compared. The best-known extractor is an
# Inception net; ours is a small convolutional net that ships with its weights. So our number is called *Frechet
# distance of our features*, not FID.

# %% [markdown]
# ## E6 - Frechet distance (8 points)
#
# **Goal:** one number for how far samples are from data.
#
# A multivariate normal distribution is fitted to the features of the real images, and another one to the features
# of the generated images. Labels play no part. With $d_n$ the features of image $n$,
#
# $$\mu = \frac1N\sum_n d_n, \qquad \Sigma = \frac1{N-1}\sum_n (d_n-\mu)(d_n-\mu)^\top .$$
#
# The Frechet distance (2-Wasserstein distance) of the two distributions, **squared**, has a closed form:
#
# $$d^2 = \lVert\mu_1-\mu_2\rVert^2 + \mathrm{Tr}\bigl(\Sigma_1+\Sigma_2-2(\Sigma_1\Sigma_2)^{1/2}\bigr).$$
#
# It is 0 for equal means and covariances, and lower is better. The beta sweep below and the report use it.

# %% [markdown]
# The root is that of a **matrix**, $A^{1/2}A^{1/2}=A$, not of its entries. $\Sigma_1\Sigma_2$ is not symmetric, but
# with the symmetric root $R=\Sigma_1^{1/2}$ the matrix $R\,\Sigma_2R$ is, and both have the same eigenvalues
# $\lambda_i\ge0$: so $\mathrm{Tr}(\Sigma_1\Sigma_2)^{1/2}=\sum_i\sqrt{\lambda_i}$. Covariances of few samples are
# **singular**: from $N$ samples of $F$ features the rank is at most $\min(N-1, F)$, and rounding makes some
# eigenvalues slightly negative.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `features` | floating (N, F) | rows are samples; N may be smaller than F |
# | `fit_gaussian(features)` | pair of float64 (F,) and (F, F) | mean and covariance, divisor N - 1, computed in float64 also for float32 features |
# | `mean1`, `mean2` | floating (F,) | float32 or float64 |
# | `cov1`, `cov2` | floating (F, F) | symmetric, eigenvalues not negative, possibly singular |
# | `frechet_distance(mean1, cov1, mean2, cov2)` | float64 () | the squared form above: not rooted; never below 0, also where rounding says so |
#
# Raises `ValueError` for N < 2. Arguments stay unchanged, results live on their device. Not allowed: packages that
# compute the distance or a matrix root for you, loops over samples.
#
# <details><summary>Hint 1</summary>The centred features, an (N, F) matrix, give the covariance by one product.</details>
# <details><summary>Hint 2</summary><code>torch.linalg.eigh</code> gives eigenvalues and eigenvectors of a symmetric
# matrix; its root has the same eigenvectors. Where a tiny negative number would give nan,
# <code>clamp(min=0)</code>.</details>
# <details><summary>Hint 3</summary>Root of the first covariance, product with the second from both sides, eigenvalues
# of that (<code>torch.linalg.eigvalsh</code>), their roots, the sum.</details>
#
# Example: samples (1, 2), (3, 2), (2, 5), (2, 3): mean (2, 3), variances 2/3 and 2, covariance 0. From there to mean
# (5, 7) with variances 6 and 2: 9 + 16 + (2/3 + 6 - 2 * 2) + (2 + 2 - 2 * 2) = 27.667.


# %% role="answer" exercise="P4-E6"
# TODO P4-E6 (3 of 8 points), first part: mean and covariance of rows
def fit_gaussian(features: Tensor) -> tuple[Tensor, Tensor]:
    """Fit a normal distribution to rows.

    Parameters
    ----------
    features
        (N, F), floating; rows are samples.

    Returns
    -------
    mean (F,) and covariance (F, F) with divisor N - 1, float64.

    Raises
    ------
    ValueError
        If N < 2.
    """
    ### BEGIN SOLUTION
    if len(features) < 2:
        raise ValueError(f"{len(features)} samples: a covariance needs two")
    features = features.double()
    mean = features.mean(0)
    centred = features - mean
    return mean, centred.T @ centred / (len(features) - 1)
    ### END SOLUTION


# %% role="answer" exercise="P4-E6"
# TODO P4-E6 (5 of 8 points), second part: the distance of two normal distributions
def frechet_distance(mean1: Tensor, cov1: Tensor, mean2: Tensor, cov2: Tensor) -> Tensor:
    """Squared Frechet distance of N(mean1, cov1) and N(mean2, cov2).

    Parameters
    ----------
    mean1, mean2
        (F,), float32 or float64.
    cov1, cov2
        (F, F), symmetric, eigenvalues not negative, possibly singular.

    Returns
    -------
    Tensor () float64, not negative.
    """
    ### BEGIN SOLUTION
    mean1, cov1, mean2, cov2 = (value.double() for value in (mean1, cov1, mean2, cov2))
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    product = torch.linalg.eigvalsh(root @ cov2 @ root)
    traces = cov1.trace() + cov2.trace() - 2 * product.clamp(min=0).sqrt().sum()
    return ((mean1 - mean2).square().sum() + traces).clamp(min=0)
    ### END SOLUTION


# %% role="check" exercise="P4-E6"
check("P4-E6")

# %% role="grade" exercise="P4-E6"

# %% [markdown]
# **Table: a scale for the number.** A distance means nothing alone. Below: other faces of the same kind (how small can
# it get for so many images?), the same faces blurred, grey, and pure noise, each against the faces of the training.

# %% role="given"
from kit.judges import face_features, in_batches
from kit.plots.generative import plot_bias, plot_tradeoff

extractor = face_features()
other_faces = load_faces("test", count=sized(grade=60, demo=None, full=None))
face_feature_rows = in_batches(extractor, faces.images)
print("features of the faces", tuple(face_feature_rows.shape))

# %% role="use" needs="P4-E6"
face_fit = fit_gaussian(face_feature_rows)
comparisons = {
    "other faces": other_faces.images,
    "other faces, blurred": F.avg_pool2d(F.pad(other_faces.images, (1, 1, 1, 1), mode="replicate"), 3, stride=1),
    "other faces, grey": other_faces.images.mean(1, keepdim=True).expand(-1, 3, -1, -1),
    "noise": torch.rand_like(other_faces.images),
}
scale = {
    name: float(frechet_distance(*face_fit, *fit_gaussian(in_batches(extractor, images))))
    for name, images in comparisons.items()
}
display(pd.DataFrame({"Frechet distance of our features": scale}).round(2))

# %% [markdown]
# **Figure and table: what beta trades.** The table of the three models gets its last column: the distance between 1,000
# samples of each model and 500 faces that none of them saw. Copy it into your report with your seed, and say which
# model you would keep, and for what.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E6 P4-E14"
# alt: two curves against beta: the reconstruction error, and the Frechet distance of the samples
torch.manual_seed(student_number)
other_fit = fit_gaussian(in_batches(extractor, other_faces.images))
sample_features = {
    beta: in_batches(extractor, vae.sample(sized(grade=60, demo=1000, full=10_000))) for beta, vae in vaes.items()
}
beta_table["Frechet distance"] = [
    float(frechet_distance(*other_fit, *fit_gaussian(features))) for features in sample_features.values()
]
display(beta_table.rename_axis("beta").round(4))
plot_tradeoff(list(vaes), beta_table["MSE"].tolist(), beta_table["Frechet distance"].tolist())
plt.show()

# %% [markdown]
# **Figure: few samples look worse.** The same images, the same distance, only fewer of them: the covariance of N
# samples is estimated with an error that adds. For other real faces that is nearly all there is to see; the distance of
# a model's samples hides it behind its own. So compare numbers only for equal N, the same extractor and the
# same resolution. The single digits that papers report for an Inception net at 256 x 256 and 50,000 samples, and the
# hundreds that a small model may get at 128 x 128, say nothing about each other, nor about yours.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E6 P4-E14"
# alt: the Frechet distance falls with the number of images: that of a model's samples levels off, that of real faces nears 0
counts = sized(grade=(20, 60), demo=(25, 50, 100, 200, 500, 1000), full=(50, 100, 500, 2000, 5000, 10_000))
counted_features = {
    "samples, beta 1": (other_fit, sample_features[1.0]),
    "other real faces": (face_fit, in_batches(extractor, other_faces.images)),
}
bias = {
    name: {
        count: float(frechet_distance(*fit, *fit_gaussian(features[:count]))) for count in counts if count <= len(features)
    }
    for name, (fit, features) in counted_features.items()
}
plot_bias(bias)
plt.show()

# %% [markdown]
# ## E7 - Ways through latent space (5 points)
#
# **Goal:** move from one latent to another, and along one axis.
#
# *Linear*, with weights $w_k=k/(K-1)$: $\;z(w)=(1-w)\,z_0+w\,z_1$. Every point is decoded; pixels are never mixed.
#
# The middle between two standard-normal vectors is shorter than both, since 32 independent coordinates nearly always
# have a length near $\sqrt{32}$: the decoder saw few latents there. The *spherical* way goes along the arc,
#
# $$z(w)=\frac{\sin((1-w)\theta)}{\sin\theta}\,z_0+\frac{\sin(w\theta)}{\sin\theta}\,z_1,\qquad
# \cos\theta=\frac{z_0\cdot z_1}{\lVert z_0\rVert\,\lVert z_1\rVert},$$
#
# and keeps the length if both ends have the same. A *sweep* sets one coordinate to a row of values: what changes in
# the image is what this axis stands for. Part 4 walks through the GAN's latents with the same functions.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `z0`, `z1` | floating (N, F) | N pairs; no vector is 0 |
# | `count` | int, 1 or more | steps, weights from 0 to 1 with both ends; count 1: z0 |
# | `interpolate(z0, z1, count)` | (count, N, F) | linear; first z0, last z1 |
# | `slerp(z0, z1, count)` | (count, N, F) | each row with **its own** angle, vectors as they are (not made unit); rows with sin(angle) < 1e-4 linear |
# | `z`, `values` | (F,) and (K,) | `dim` is an int from 0 to F - 1 |
# | `sweep(z, dim, values)` | (K, F) | row k is z with coordinate `dim` **set to** values[k] |
#
# dtype and device are those of the latents, also where `values` are integers. Arguments stay unchanged, also when
# somebody writes into the result later.
#
# <details><summary>Hint 1</summary>Weights of shape (count, 1, 1) broadcast against (N, F) to (count, N, F). Weights of
# shape (count,) do not, or, if count is F, they do and mean something else.</details>
# <details><summary>Hint 2</summary><code>expand</code> shows one memory many times; <code>repeat</code> and
# <code>clone</code> make new memory.</details>
# <details><summary>Hint 3</summary>Rounding can make the cosine larger than 1, and acos of that is nan. The sines of both
# ways can be computed for all rows; <code>torch.where</code> picks. A nan that is not picked does no harm.</details>
#
# Example: z0 = (0, 2, -1), z1 = (4, 0, 1), count 3: the middle is (2, 1, 0). From (3, 0) to (0, 3) the spherical middle
# is (2.12, 2.12), the linear one (1.5, 1.5).


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (2 of 5 points), first part: a straight line
def interpolate(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """Linear steps (count, N, F) from z0 (N, F) to z1 (N, F), both ends included; count 1: z0 only."""
    ### BEGIN SOLUTION
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    return (1 - w) * z0 + w * z1
    ### END SOLUTION


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (1 of 5 points), second part: one coordinate
def sweep(z: Tensor, dim: int, values: Tensor) -> Tensor:
    """(K, F): row k is z (F,) with coordinate `dim` set to values[k], values (K,)."""
    ### BEGIN SOLUTION
    rows = z.repeat(len(values), 1)
    rows[:, dim] = values
    return rows
    ### END SOLUTION


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (2 of 5 points), third part: an arc for each row
def slerp(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """Spherical steps (count, N, F) from z0 (N, F) to z1 (N, F); rows with sin(angle) < 1e-4 are linear."""
    ### BEGIN SOLUTION
    angle = F.cosine_similarity(z0, z1, dim=1, eps=0).clamp(-1, 1).acos()[:, None]  # (N, 1)
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, interpolate(z0, z1, count), arc)
    ### END SOLUTION


# %% role="check" exercise="P4-E7"
check("P4-E7")

# %% role="grade" exercise="P4-E7"

# %% role="given"
from kit.factors import axis_correlations, strongest_axes
from kit.plots.generative import plot_factors, plot_strips, plot_sweeps

# %% [markdown]
# **Figure.** From one sample to another, decoded at nine places: linear above, spherical below, and the length of the
# latents on the way. The ends are standard-normal latents: of length near the root of 32, as nearly all are.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: two strips of nine faces that change from one into another; the lengths sag for the linear way only
torch.manual_seed(student_number)
ends = torch.randn(2, 1, vaes[1.0].latent_dim)
ways = {"linear": interpolate(*ends, 9)[:, 0], "spherical": slerp(*ends, 9)[:, 0]}
plot_strips(
    {name: vaes[1.0].decode(way) for name, way in ways.items()},
    {name: way.norm(dim=1) for name, way in ways.items()},
)
plt.show()

# %% [markdown]
# **Figures: what does an axis stand for?** The drawn faces come with the numbers that they were drawn from. Each row
# sweeps one axis from -3 to 3 and names the factor that its codes follow most, with Pearson's correlation over all
# faces; the table below has the other factors too. An axis that follows one factor only is *disentangled*; nothing
# in the loss asks for that. (Photographs come without known factors: there the axes of largest spread are swept.)

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: five rows of faces, in each of which mostly one thing changes, such as the background, the skin or the hair
codes = vaes[1.0].means(faces.images)
if faces.factors:
    strongest = strongest_axes(codes, faces.factors, count=5)
    swept = [one.axis for one in strongest]
    row_names = [f"axis {one.axis}: {one.factor}, r = {one.correlation:+.2f}" for one in strongest]
else:
    swept = codes.std(0).topk(5).indices.tolist()
    row_names = [f"axis {axis}" for axis in swept]
steps_of_sweep = torch.linspace(-3, 3, 7)
start_face = codes.mean(0)
plot_sweeps(
    torch.stack([vaes[1.0].decode(sweep(start_face, axis, steps_of_sweep)) for axis in swept]),
    steps_of_sweep,
    row_names,
)
plt.show()

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: a table of correlations, five axes of latent space against the known factors
if faces.factors:
    plot_factors(axis_correlations(codes, faces.factors), list(faces.factors), axes=swept)
    plt.show()

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
# a remainder. 3,000 digits and 4 epochs take about 5 s on an idle core in demo mode; `log_epoch` records losses and
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

# %% [markdown]
# # Part 4 - A conditional GAN of digits
#
# A **generative adversarial network** (GAN) learns to draw without ever comparing two pictures. The *generator* G turns
# noise into images. The *discriminator* D is a binary classifier, real or generated: supervised learning, although
# nobody labelled anything, since the two data sets are the labels. G is trained to raise D's score of its images, and
# the gradient that it needs comes through D. (The same trick, a classifier that tells two data sets apart, shows
# whether training and test data differ.)
#
# D goes to 1 for real images and G's images to 0, through a sigmoid, as long as D wins; if both were perfect, D would
# say 1/2 everywhere. A GAN has no formula for the density of images and no encoder: it only draws.

# %% [markdown]
# ## Up again: the transposed convolution
#
# A convolution with kernel k, stride s and padding p makes of n pixels $\lfloor (n-k+2p)/s\rfloor+1$; k4 s2 p1 halves.
# As a linear map it is a matrix; the **transposed convolution** multiplies by the transposed matrix and maps the other
# way, low to high dimension: $[B, C, H, W]\to[B, C/2, 2H, 2W]$ with k4 s2 p1. It is **not** the inverse: the shape
# comes back, the values do not.
#
# Seen as a convolution it has a *fractional stride*: s - 1 zeros between the inputs, then a padding of k - 1 - p on each
# side (k - 1 for stride 1 without padding), then stride 1. A kernel size that the stride does not divide covers pixels
# unequally often: checkerboards.

# %% [markdown]
# **Sizes.** MNIST has 28 x 28 pixels. Halved twice these are 7; the decoder that starts at 4 and doubles comes to 8, and
# `cat` says *Expected size 7 but got size 8*. So the loader pads to 32 = 4 * 2 * 2 * 2.

# %% [markdown]
# ## E9 - The generator (6 points)
#
# **Goal:** noise and a class in, an image in [-1, 1] out.
#
# *Top branch*: z, 100 standard-normal numbers, the source of variety, to (channels, 4, 4). `Unflatten` alone cannot
# enlarge: `Linear` makes 100 numbers into channels * 16, then they are put into shape; or a transposed convolution k4
# from 1 x 1. *Bottom branch*: the label, by an `Embedding`, a trainable vector a class (a one-hot vector times a
# matrix is the same), to (label_channels, 4, 4). Both are concatenated along the **channels** (dim 1), then three stages
# double 4 -> 8 -> 16 -> 32 and about halve the channels. Batch normalisation stands before the activation; its noise
# speeds training up, and when sampling, eval mode keeps images independent of each other. `tanh` ends in [-1, 1],
# the range of the data. Part 5 inverts what you build here.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `z_dim`, `num_classes` | int | `z_dim` is kept as an attribute |
# | `channels`, `label_channels` | int | maps of the top and bottom branch at 4 x 4; the full-size run takes 512 channels |
# | `z`, `y` | float32 (B, z_dim), int64 (B,) | noise; class index from 0 to num_classes - 1 |
# | `forward(z, y)` | float32 (B, 1, 32, 32) | in [-1, 1]; in eval mode each image depends on its own z and y only |
# | `init_weights(module)` | None | for `net.apply`, which calls it for every module inside |
#
# On the way maps of 8, 16 and 32 pixels appear, in this order, and none larger. `init_weights` (DCGAN): weights of
# `Conv2d` and `ConvTranspose2d` from N(0, .02), of `BatchNorm2d` from N(1, .02), their biases 0; both only where the
# layer has them (`bias=False`, `affine=False`); all else stays. .02 is the standard deviation. Names of layers are yours. Not allowed: ready-made DCGANs.
#
# <details><summary>Hint 1</summary>Write the sizes down first: 100 -> (channels, 4, 4) -> ... -> (1, 32, 32).</details>
# <details><summary>Hint 2</summary><code>nn.Embedding(num_classes, label_channels * 16)</code> gives what the bottom
# branch needs; <code>nn.Unflatten(1, (label_channels, 4, 4))</code> puts it into shape.</details>
# <details><summary>Hint 3</summary>A stage is <code>ConvTranspose2d(cin, cout, 4, 2, 1)</code>,
# <code>BatchNorm2d(cout)</code>, <code>ReLU</code>; the last one has neither of the latter, but tanh. For
# <code>init_weights</code>: <code>isinstance</code>, and biases can be None.</details>
#
# Example: B 5, z_dim 7, 4 classes, channels 8, label_channels 3: top (5, 8, 4, 4), bottom (5, 3, 4, 4), together
# (5, 11, 4, 4), then (5, 4, 8, 8), (5, 2, 16, 16), (5, 1, 32, 32).


# %% role="answer" exercise="P4-E9"
# TODO P4-E9 (5 of 6 points), first part: two branches, three doublings
class Generator(nn.Module):
    """Conditional generator: z (B, z_dim) and labels (B,) int64 to images (B, 1, 32, 32) in [-1, 1].

    Parameters
    ----------
    z_dim, num_classes
        Size of the noise (kept as the attribute `z_dim`), number of labels.
    channels, label_channels
        Maps of the two branches at 4 x 4.
    """

    def __init__(self, z_dim: int = 100, num_classes: int = 10, channels: int = 64, label_channels: int = 8) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.z_dim = z_dim
        self.top = nn.Sequential(
            nn.ConvTranspose2d(z_dim, channels, 4, bias=False), nn.BatchNorm2d(channels), nn.ReLU()
        )
        self.bottom = nn.Sequential(
            nn.Embedding(num_classes, label_channels * 16), nn.Unflatten(1, (label_channels, 4, 4))
        )
        stages: list[nn.Module] = []
        cin = channels + label_channels
        for cout in (channels // 2, channels // 4):
            stages += [nn.ConvTranspose2d(cin, cout, 4, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU()]
            cin = cout
        self.stages = nn.Sequential(*stages, nn.ConvTranspose2d(cin, 1, 4, 2, 1), nn.Tanh())
        ### END SOLUTION

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Return images (B, 1, 32, 32)."""
        ### BEGIN SOLUTION
        return self.stages(torch.cat([self.top(z[:, :, None, None]), self.bottom(y)], dim=1))
        ### END SOLUTION


# %% role="answer" exercise="P4-E9"
# TODO P4-E9 (1 of 6 points), second part: initial weights
def init_weights(module: nn.Module) -> None:
    """Draw initial weights of one module: convolutions N(0, .02), BatchNorm2d N(1, .02), their biases 0."""
    ### BEGIN SOLUTION
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d)) and module.weight is not None:
        nn.init.normal_(module.weight, float(isinstance(module, nn.BatchNorm2d)), 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    ### END SOLUTION


# %% role="check" exercise="P4-E9"
check("P4-E9")

# %% role="grade" exercise="P4-E9"

# %% [markdown]
# ## E10 - The discriminator (5 points)
#
# **Goal:** one number an image, high for real, low for generated.
#
# Recommended: convolutions with stride 2, 32 -> 16 -> 8 -> 4, and k4 from 4 to 1. Stride and not pooling, so that the
# network learns how to shrink. `LeakyReLU(.2)` lets a gradient through for negative inputs too: G lives on that
# gradient. No normalisation after the first convolution; batch statistics of a batch of real and one of generated
# images differ, so normalisation tells D more than it should, and whether the two go through D together or apart makes
# a difference. The label tells which digit the image claims to be.
#
# The output is a **logit**: no sigmoid. The losses of E11 contain it, as `BCEWithLogitsLoss` does; `BCELoss` does not
# and wants probabilities. A sigmoid in both places trains, with a loss that cannot fall below .313 for real images.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `num_classes`, `channels` | int | classes; maps of the first convolution |
# | `x`, `y` | float32 (B, 1, 32, 32) in [-1, 1], int64 (B,) | images and their labels |
# | `forward(x, y)` | float32 (B,) | one logit an image, any real number; (1,) for a single image |
#
# In eval mode each logit depends on its own image and label only. Names of layers are yours. Not allowed: ready-made
# discriminators.
#
# <details><summary>Hint 1</summary>The label can join anywhere: as a second channel, or as a vector before the last
# layer.</details>
# <details><summary>Hint 2</summary><code>nn.Embedding(num_classes, 32 * 32)</code>, unflattened to (1, 32, 32), is a second
# channel for the image.</details>
# <details><summary>Hint 3</summary>(B, 1, 1, 1) becomes (B,) by <code>flatten()</code> or <code>[:, 0, 0, 0]</code>;
# <code>squeeze()</code> makes () of a batch of one, and a loss of (B, 1) against (B,) compares everything with
# everything.</details>
#
# Example: 5 images, channels 8: (5, 2, 32, 32), (5, 8, 16, 16), (5, 16, 8, 8), (5, 32, 4, 4), (5, 1, 1, 1), (5,).


# %% role="answer" exercise="P4-E10"
# TODO P4-E10 (5 points): strided convolutions, the label, one logit
class Discriminator(nn.Module):
    """Conditional discriminator: images (B, 1, 32, 32) and labels (B,) int64 to logits (B,).

    Parameters
    ----------
    num_classes, channels
        Number of labels; maps of the first convolution.
    """

    def __init__(self, num_classes: int = 10, channels: int = 32) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.label = nn.Sequential(nn.Embedding(num_classes, 32 * 32), nn.Unflatten(1, (1, 32, 32)))
        self.body = nn.Sequential(
            nn.Conv2d(2, channels, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, 2 * channels, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * channels, 4 * channels, 4, 2, 1, bias=False),
            nn.BatchNorm2d(4 * channels),
            nn.LeakyReLU(0.2),
            nn.Conv2d(4 * channels, 1, 4),
        )
        ### END SOLUTION

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Return logits (B,)."""
        ### BEGIN SOLUTION
        return self.body(torch.cat([x, self.label(y)], dim=1)).flatten()
        ### END SOLUTION


# %% role="check" exercise="P4-E10"
check("P4-E10")

# %% role="grade" exercise="P4-E10"

# %% [markdown]
# ## E11 - Two losses and a step (7 points)
#
# **Goal:** one update of D, one of G, and no gradient where it does not belong.
#
# With a = D(real) and b = D(fake) as logits and softplus(t) = log(1 + e^t),
#
# $$L_D=\frac1B\sum\mathrm{softplus}(-a)+\frac1M\sum\mathrm{softplus}(b),\qquad
#   L_G=\frac1M\sum\mathrm{softplus}(-b).$$
#
# $L_D$ is the cross-entropy of the binary classifier: at zero logits 2 log 2. $L_G$ asks for generated images that are
# called real: log 2 at zero. It is *not* $-L_D$: the minimax form, minimise log(1 - D(G(z))), has no gradient left while
# D is sure, that is in the beginning; this form has the full one.

# %% [markdown]
# `gan_step`, in this order:
#
# 1. Generate a batch with the labels of the real one. **No gradient into G**: for D's loss, G's images are data.
# 2. D's loss of real and generated images, gradients, one step of `d_optimizer`.
# 3. Generate again, with **new** noise. Score the images with the updated D, gradients, one step of `g_optimizer`.
#
# | | type, shape | meaning |
# |---|---|---|
# | `real_logits`, `fake_logits` | floating (B,), (M,) | B and M may differ; up to 200 in size without nan or inf |
# | `discriminator_loss(real_logits, fake_logits)` | () | sum of **two means** |
# | `generator_loss(fake_logits)` | () | one mean |
# | `real`, `labels` | float32 (B, 1, h, w), int64 (B,) | on the device of the networks |
# | `g_optimizer`, `d_optimizer` | optimisers | each has the parameters of one network |
# | `gan_step(...)` | dict `d_loss`, `g_loss`: Python floats | each loss **before** its own update |
#
# Noise is standard normal, (B, `generator.z_dim`), from torch's global generator. The step changes no mode.
#
# <details><summary>Hint 1</summary><code>F.softplus</code>; the other form is
# <code>F.binary_cross_entropy_with_logits</code> with ones or zeros.</details>
# <details><summary>Hint 2</summary><code>torch.no_grad()</code> around the first generation, or <code>.detach()</code> behind
# it.</details>
# <details><summary>Hint 3</summary>G's backward pass goes through D and leaves gradients there. They do no harm if
# <code>d_optimizer.zero_grad()</code> comes before D's next backward pass.</details>
#
# Example: real logits (0, 0), fake logits (0, 0, 0): 1.386 and .693. Real (2,), fake (-1,): .127 + .313 = .440, and G's
# loss 1.313.


# %% role="answer" exercise="P4-E11"
# TODO P4-E11 (2 of 7 points), first part: two losses on logits
def discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean softplus(-real) + mean softplus(fake), a scalar; (B,) and (M,)."""
    ### BEGIN SOLUTION
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    ### END SOLUTION


def generator_loss(fake_logits: Tensor) -> Tensor:
    """Mean softplus(-fake), a scalar; (M,)."""
    ### BEGIN SOLUTION
    return F.softplus(-fake_logits).mean()
    ### END SOLUTION


# %% role="answer" exercise="P4-E11"
# TODO P4-E11 (5 of 7 points), second part: D, then G
def gan_step(
    generator: nn.Module,
    discriminator: nn.Module,
    g_optimizer: torch.optim.Optimizer,
    d_optimizer: torch.optim.Optimizer,
    real: Tensor,
    labels: Tensor,
) -> dict[str, float]:
    """Update the discriminator once, then the generator once, with new noise.

    Parameters
    ----------
    generator, discriminator
        Called as ``generator(z, labels)`` and ``discriminator(images, labels)``; modes stay as they are.
    real, labels
        (B, 1, h, w) and (B,) int64.

    Returns
    -------
    ``{"d_loss": float, "g_loss": float}``, each before its update.
    """
    ### BEGIN SOLUTION
    def generate() -> Tensor:
        return generator(torch.randn(len(real), generator.z_dim, device=real.device), labels)

    fake = generate().detach()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    g_loss = generator_loss(discriminator(generate(), labels))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
    ### END SOLUTION


# %% role="check" exercise="P4-E11"
check("P4-E11")

# %% role="grade" exercise="P4-E11"

# %% [markdown]
# ## Training
#
# 5 epochs on 3,000 digits, at most 45 s on two CPU cores. After each epoch: the same six latents in all ten classes (a row
# is a latent, a column a class), and the share of images that a classifier reads as their class. The grid is drawn in
# eval mode. An average of the weights over the last steps (*Polyak*, exponential with rate .95) draws a grid of its own
# at the end, mostly a better one than the last step's.

# %% role="given"
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from kit.data.digits32 import load_digits32
from kit.judges import class_agreement, digit_net
from kit.logs import bar, timed
from kit.plots.adversarial import plot_gan_losses
from kit.plots.generative import plot_class_grid

gan_digits, gan_labels = load_digits32("train", count=sized(grade=64, demo=3000, full=None), signed=True)
judge = digit_net()


@torch.no_grad()
def draw_classes(network: nn.Module, latents: Tensor) -> Tensor:
    """Images (R, 10, 1, 32, 32) in [0, 1]: each latent (R, z_dim) in all ten classes; eval mode, put back."""
    training = network.training
    network.eval()
    rows = [network(z.expand(10, -1), torch.arange(10, device=z.device)) for z in latents]
    network.train(training)
    return (torch.stack(rows).cpu() + 1) / 2


# %% role="use" needs="P4-E9 P4-E10 P4-E11 P4-E14"
# alt: after each epoch a grid of digits, six latents in ten classes: from blots to digits
torch.manual_seed(student_number)
generator = Generator(channels=sized(grade=8, demo=64, full=512)).to(device)
discriminator = Discriminator(channels=sized(grade=8, demo=32, full=128)).to(device)
generator.apply(init_weights)
discriminator.apply(init_weights)
g_optimizer = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
averaged = AveragedModel(generator, multi_avg_fn=get_ema_multi_avg_fn(0.95), use_buffers=True)
gan_losses, agreements = [], []
grid_latents = torch.randn(6, generator.z_dim, device=device)
test_latents, test_labels = torch.randn(200, generator.z_dim, device=device), torch.arange(200, device=device) % 10
gan_loader = DataLoader(TensorDataset(gan_digits, gan_labels), batch_size=sized(grade=32, demo=32, full=128), shuffle=True, drop_last=True)
with timed("GAN") as gan_clock:
    for epoch in range(sized(grade=1, demo=5, full=30)):
        gan_progress = bar(gan_loader, f"GAN, epoch {epoch + 1}")
        for real, labels in gan_progress:
            gan_losses.append(
                gan_step(generator, discriminator, g_optimizer, d_optimizer, real.to(device), labels.to(device))
            )
            averaged.update_parameters(generator)
            gan_progress.set_postfix({name: f"{loss:.2f}" for name, loss in gan_losses[-1].items()})
        drawn = draw_classes(generator, grid_latents)
        generator.eval()
        with torch.no_grad():
            judged = (generator(test_latents, test_labels) + 1) / 2
        generator.train()
        agreements.append(class_agreement(judge, judged.cpu(), test_labels.cpu()))
        epoch_losses = pd.DataFrame(gan_losses[-len(gan_loader) :]).mean()
        log_epoch(writer, "gan", epoch_losses.to_dict() | {"class_agreement": agreements[-1]}, judged[:40], epoch, (0, 1))
        plot_class_grid(
            drawn,
            [f"z {row}" for row in range(len(drawn))],
            [str(digit) for digit in range(10)],
            f"epoch {epoch + 1}, class agreement {agreements[-1]:.0%}",
        )
        plt.show()

# %% [markdown]
# **Figure: two losses, no winner.** A falling loss of D is no success of the pair: it says that G's images are told
# apart. Compare with the dotted lines, where D is undecided, and look at the grids.

# %% role="use" needs="P4-E9 P4-E10 P4-E11 P4-E14"
# alt: the loss of D below its level of indecision, that of G above
plot_gan_losses(*([losses[name] for losses in gan_losses] for name in ("d_loss", "g_loss")))
plt.show()

# %% [markdown]
# **Figure and table: the averaged weights, and a walk.** The grid of the averaged generator; then one class, from one
# latent to another.

# %% role="use" needs="P4-E7 P4-E9 P4-E10 P4-E11 P4-E14"
# alt: a grid of digits drawn with averaged weights, and two strips of one digit that changes its style
drawn = draw_classes(averaged.module, grid_latents)
plot_class_grid(drawn, [f"z {row}" for row in range(6)], [str(digit) for digit in range(10)], "averaged weights")
plt.show()
averaged.module.eval()
with torch.no_grad():
    agreement = class_agreement(judge, (averaged.module(test_latents, test_labels).cpu() + 1) / 2, test_labels.cpu())
    strips = {}
    for name, way in (("linear", interpolate), ("spherical", slerp)):
        path = way(grid_latents[:1], grid_latents[1:2], 9)[:, 0]
        strips[name] = (averaged.module(path, torch.full((9,), 3, device=device)).cpu() + 1) / 2
plot_strips(strips)
plt.show()
display(pd.DataFrame({"class agreement": [*agreements, agreement]}, index=[*range(1, 1 + len(agreements)), "averaged"]))

# %% [markdown]
# **Checkpoint.** What has been learned is lost with the kernel unless it is saved. `state_dict()` holds all parameters
# *and* buffers by name, on their device; who wants to go on training saves the optimisers' too (Adam's moments). To
# load: build the same network first, then fill it. `map_location` says where the tensors go, whatever device wrote them.

# %% role="use" needs="P4-E9 P4-E10 P4-E11 P4-E14"
from pathlib import Path

checkpoint = Path("generated/gan.pt")
checkpoint.parent.mkdir(exist_ok=True)
torch.save({"generator": generator.state_dict(), "g_optimizer": g_optimizer.state_dict()}, checkpoint)

restored = Generator(channels=sized(grade=8, demo=64, full=512)).to(device)
loaded = torch.load(checkpoint, map_location=device)
restored.load_state_dict(loaded["generator"])
same = torch.equal(draw_classes(restored, grid_latents[:1]), draw_classes(generator, grid_latents[:1]))
print(f"{checkpoint}: {checkpoint.stat().st_size / 1e6:.1f} MB, {len(loaded['generator'])} tensors of the generator")
print("the restored generator draws the same digits:", same)

# %% [markdown]
# # Part 5 - Backwards through a network
#
# ## E12 - Inverting the generator (4 points)
#
# **Goal:** find the latent whose image is closest to a given one.
#
# A VAE has an encoder. A GAN has none: the way from an image to a latent is a **search**. From a random z, descend
#
# $$\ell(z)=\frac{1}{N\,h\,w}\sum_{n}\lVert G(z_n,y_n)-x_n\rVert^2$$
#
# by gradient descent on z, while the generator stays fixed. If its weights moved as well, any image could be
# reached, and the question, whether the image is *in the range of this generator*, would be lost. The error is not
# convex in z: different starts end at different latents, and the best of several is taken.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `generator` | module | called as `generator(z, y)`; `generator.z_dim` is the size of z; may come in training mode |
# | `target`, `y` | float32 (N, 1, h, w), int64 (N,) | images and their classes |
# | `steps`, `lr` | int, float | updates by Adam with this rate, other settings by default |
# | `z` | float32 (N, z_dim) | after the last update, detached, on the device of `target` |
# | `history` | list of `steps` Python floats | history[i]: mean squared error over all values **before** update i |
#
# The start is standard normal, new for each sample and call; nobody seeds. During the search the generator is in eval
# mode. Afterwards it is as before: parameters, buffers, gradients (also one that was there already), `requires_grad`
# and mode. `target` and `y` stay unchanged.
#
# <details><summary>Hint 1</summary>A training loop with one parameter, z; the images are the network's output, as
# always.</details>
# <details><summary>Hint 2</summary>The optimiser gets <code>[z]</code>, and z is a leaf with
# <code>requires_grad=True</code>.</details>
# <details><summary>Hint 3</summary><code>loss.backward()</code> would also fill the gradients of the generator.
# <code>torch.autograd.grad(loss, z)</code> and <code>loss.backward(inputs=[z])</code> do not.</details>
#
# Example: z_dim 6, targets (2, 1, 4, 6), `steps=12`: z (2, 6), 12 losses; the loss of the returned z is none of them.


# %% role="answer" exercise="P4-E12"
# TODO P4-E12 (4 points): descend on z, leave the generator alone
def invert(
    generator: nn.Module, target: Tensor, y: Tensor, steps: int = 200, lr: float = 0.05
) -> tuple[Tensor, list[float]]:
    """Search latents whose images are close to `target`.

    Parameters
    ----------
    generator
        Called as ``generator(z, y)``, z (N, generator.z_dim). Not changed.
    target, y
        (N, 1, h, w) float32 and (N,) int64.
    steps, lr
        Updates of Adam on z, and its rate.

    Returns
    -------
    z (N, z_dim) after the last update, detached, and the loss before each update, `steps` floats.
    """
    ### BEGIN SOLUTION
    was_training = generator.training
    generator.eval()
    z = torch.randn(len(target), generator.z_dim, device=target.device, requires_grad=True)
    optimizer = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        optimizer.zero_grad()
        loss.backward(inputs=[z])
        optimizer.step()
        history.append(loss.item())
    generator.train(was_training)
    return z.detach(), history
    ### END SOLUTION


# %% role="check" exercise="P4-E12"
check("P4-E12")

# %% role="grade" exercise="P4-E12"

# %% role="given"
from kit.plots.adversarial import plot_inversion, plot_inversion_losses

# %% [markdown]
# **Figures.** Eight digits of the test part, three starts of 100 steps each; of each digit the best start is shown.
# What the generator cannot make stays in the difference: thin strokes, a class it draws in one way only.

# %% role="use" needs="P4-E9 P4-E10 P4-E11 P4-E12 P4-E14"
# alt: three falling loss curves, one for each random start
torch.manual_seed(student_number)
wanted, wanted_labels = (value.to(device) for value in load_digits32("test", count=8, signed=True))
searches = [invert(generator, wanted, wanted_labels, steps=sized(grade=3, demo=100, full=500)) for _ in range(3)]
plot_inversion_losses([losses for _, losses in searches])
plt.show()

# %% role="use" needs="P4-E9 P4-E10 P4-E11 P4-E12 P4-E14"
# alt: eight digits, below each the closest image that the generator makes, and the difference
generator.eval()
with torch.no_grad():
    found = torch.stack([generator(z, wanted_labels) for z, _ in searches])  # (starts, N, 1, 32, 32)
errors = (found - wanted).square().flatten(2).mean(2)
best = found[errors.argmin(0), torch.arange(len(wanted))]
plot_inversion((wanted + 1) / 2, (best + 1) / 2)
plt.show()
first_losses, last_losses = ([losses[k] for _, losses in searches] for k in (0, -1))
print("loss before the first update", [round(loss, 3) for loss in first_losses])
print("loss before the last update ", [round(loss, 3) for loss in last_losses])

# %% [markdown]
# ## How a genuine image becomes a fake one
#
# Training asks for the gradient with respect to the weights. The gradient **with respect to the input** answers
# another question: which small change of this image changes the decision most? Followed for one step, it makes of
# an image that a network reads right one that it reads wrong, while a person sees no difference: an *adversarial
# attack*.
#
# The attacker needs the network and its gradient (*white box*), but images made for one network often fool another
# one (*transfer*). How easily depends on the architecture: vision transformers and convolutional nets fail on
# different changes, among them patches stuck on one place of the image. Training on perturbed images raises the
# robustness against the attack it trained on; accuracy on clean images may pay for it.

# %% [markdown]
# ## E13 - Fast gradient sign method (4 points)
#
# **Goal:** the strongest change of at most eps a pixel, for the loss made linear.
#
# For a small step $\delta$ the loss changes by $\delta\cdot\nabla_x L$. With $|\delta_i|\le\varepsilon$ for every
# pixel this is largest for $\delta=\varepsilon\,\mathrm{sign}(\nabla_x L)$: one gradient, one step,
#
# $$x_\mathrm{adv}=\mathrm{clip}\bigl(x\pm\varepsilon\,\mathrm{sign}(\nabla_x L(x,y)),\,0,\,1\bigr).$$
#
# *Untargeted*: y is the true class and its loss shall rise, plus. *Targeted*: y is the class that shall come out, and
# its loss shall fall, minus. L is the cross-entropy of the logits.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `model` | module | images to logits (N, K); may come in training mode |
# | `x`, `y` | floating (N, C, H, W) in [0, 1], int64 (N,) | y: the true class, or the target |
# | `eps` | float, 0 or more | in units of x |
# | `fgsm(model, x, y, eps, targeted=False)` | like x | attacked images, a new tensor without graph |
# | `targeted_success(model, x, y, eps, num_classes)` | floating (K, K), on the CPU | row: label i; column: target j |
#
# Entry [i, j]: number of images with label i that the model reads as i **before** the attack and as j **after** the
# attack on target j, divided by the number of images with label i. The diagonal is nan, and so is the row of a label
# without images.
#
# Both functions use the model in eval mode and leave it as it was: mode, parameters, buffers, gradients (also one that
# was there). x and y stay unchanged; a pixel on which the loss does not depend stays too. Not allowed: attack packages.
#
# <details><summary>Hint 1</summary>A copy of x that is a leaf with <code>requires_grad</code>, a loss,
# <code>torch.autograd.grad</code>. The sign makes mean and sum over the batch the same.</details>
# <details><summary>Hint 2</summary>One loop over the targets j: attack <b>all</b> images on target j, then look at each
# label i in turn.</details>
# <details><summary>Hint 3</summary>A truth value for each image, "right before and j after"; its mean over the images
# with label i is the entry. The mean of no values is nan.</details>
#
# Example: x = .95, eps = .1, gradient -2: .85 without target, 1 with one. Labels 0 0 0 0 1, all but the first read
# right; after the attack on 1 the model reads 1 1 0 0 1: entry [0, 1] is 1/4.


# %% role="answer" exercise="P4-E13"
# TODO P4-E13 (2 of 4 points), first part: one step along the sign of the gradient
def fgsm(model: nn.Module, x: Tensor, y: Tensor, eps: float, targeted: bool = False) -> Tensor:
    """Attack images with the fast gradient sign method (Goodfellow et al. 2015).

    Parameters
    ----------
    model
        Images to logits (N, K). Used in eval mode, afterwards as before.
    x, y
        (N, C, H, W) in [0, 1], and (N,) int64: the true classes, or with `targeted` the classes to reach.
    eps
        Largest change of a pixel, in units of x.

    Returns
    -------
    (N, C, H, W) in [0, 1], a new tensor without graph.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    leaf = x.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)
    model.train(was_training)
    step = eps * gradient.sign()
    return (x - step if targeted else x + step).detach().clamp(0, 1)
    ### END SOLUTION


# %% role="answer" exercise="P4-E13"
# TODO P4-E13 (2 of 4 points), second part: how often each class can be turned into each other
def targeted_success(model: nn.Module, x: Tensor, y: Tensor, eps: float, num_classes: int) -> Tensor:
    """Share of images of each label that a targeted attack turns into each class.

    Parameters
    ----------
    model, x, y, eps
        As in `fgsm`; y are the labels.
    num_classes
        K.

    Returns
    -------
    (K, K) floating, on the CPU: row label i, column target j; nan on the diagonal and in rows without images.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    table = torch.full((num_classes, num_classes), math.nan)
    with torch.no_grad():
        right = model(x).argmax(1) == y
    for j in range(num_classes):
        attacked = fgsm(model, x, torch.full_like(y, j), eps, targeted=True)
        with torch.no_grad():
            hit = right & (model(attacked).argmax(1) == j)
        for i in range(num_classes):
            if i != j:
                table[i, j] = hit[y == i].float().mean()
    model.train(was_training)
    return table
    ### END SOLUTION


# %% role="check" exercise="P4-E13"
check("P4-E13")

# %% role="grade" exercise="P4-E13"

# %% [markdown]
# **Two classifiers to attack**, with weights that ship: one of digits, one of colour images (with the official photographs
# it is trained first). **Figure and table:** accuracy on test images after the untargeted attack. The third line is the
# digit classifier after two more epochs on images that were attacked while it learned.

# %% role="given"
import copy

from kit.data.objects import CLASSES, load_objects
from kit.judges import colour_net
from kit.plots.adversarial import plot_attack, plot_attack_accuracy, plot_success
from kit.settings import official_data
from kit.train import train_classifier

digit_images, digit_labels = load_digits32("test", count=sized(grade=20, demo=1000, full=None))
colour_images, colour_labels = load_objects("test", count=sized(grade=20, demo=500, full=None))
victims = {"digits": judge, "colour": colour_net(trained=not official_data())}
if official_data():
    with timed("colour classifier"):
        train_classifier(
            victims["colour"].to(device),
            tuple(value.to(device) for value in load_objects("train")),
            (colour_images.to(device), colour_labels.to(device)),
            epochs=sized(grade=1, demo=2, full=20),
        )
    victims["colour"].eval().cpu()

# %% role="use" needs="P4-E13"
torch.manual_seed(student_number)
hardened = copy.deepcopy(victims["digits"]).requires_grad_(True).train()
lessons, lesson_labels = load_digits32("train", count=sized(grade=40, demo=3000, full=None))
optimizer_of_hardened = torch.optim.Adam(hardened.parameters(), lr=1e-3)
with timed("training on attacked digits"):
    for _ in range(sized(grade=1, demo=2, full=10)):
        for chosen in torch.randperm(len(lessons)).split(64):
            attacked = fgsm(hardened, lessons[chosen], lesson_labels[chosen], eps=0.1)
            optimizer_of_hardened.zero_grad()
            F.cross_entropy(hardened(attacked), lesson_labels[chosen]).backward()
            optimizer_of_hardened.step()
hardened.eval()

# %% role="use" needs="P4-E13"
# alt: accuracy falls with eps, that of the colour images at once to almost 0, slowest where attacked digits were trained on
strengths = [0.0, 0.01, 0.03, 0.05, 0.1, 0.2]
tested = {
    "digits": (victims["digits"], digit_images, digit_labels),
    "colour images": (victims["colour"], colour_images, colour_labels),
    "digits, trained on attacks": (hardened, digit_images, digit_labels),
}
under_attack = {
    name: [class_agreement(net, fgsm(net, x, y, eps), y) for eps in strengths] for name, (net, x, y) in tested.items()
}
display(pd.DataFrame(under_attack, index=pd.Index(strengths, name="eps")).round(3))
plot_attack_accuracy(strengths, under_attack)
plt.show()

# %% [markdown]
# **Figure.** Clean images, the perturbation enlarged ten times (grey is no change), and the attacked images, with what the
# classifier says. A person names both rows alike.

# %% role="use" needs="P4-E13"
# alt: six colour images before and after the attack look the same; the enlarged perturbation looks like noise
with torch.no_grad():
    read_right = victims["colour"](colour_images).argmax(1) == colour_labels
shown = read_right.nonzero()[:6, 0]
fooled = fgsm(victims["colour"], colour_images[shown], colour_labels[shown], eps=0.02)
with torch.no_grad():
    said = [[CLASSES[k] for k in victims["colour"](x).argmax(1)] for x in (colour_images[shown], fooled)]
plot_attack(colour_images[shown], fooled, *said)
plt.show()

# %% [markdown]
# **Table: which class can be turned into which?** Per cent of the images of each row that the targeted attack turns into
# the class of the column. For your report: the hardest and the easiest pair, with eps. In earlier years, with other
# networks, bird to frog was found hard, while a truck could be turned into a bird; yours may say something else.

# %% role="use" needs="P4-E13"
# alt: a table of ten by ten classes, light and dark fields, the diagonal hatched
with timed("targeted attacks"):
    success = targeted_success(victims["colour"], colour_images, colour_labels, eps=0.03, num_classes=len(CLASSES))
plot_success(success, CLASSES)
plt.show()
for word, place in (("hardest", success.nan_to_num(2.0).argmin()), ("easiest", success.nan_to_num(-1.0).argmax())):
    row, column = divmod(int(place), len(CLASSES))
    print(f"{word}: {CLASSES[row]} to {CLASSES[column]}, {success[row, column]:.0%}")

# %% [markdown]
# # Part 6 - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; you should know the whole notebook.
#
# - **Shape questions** (10 points): ten questions, their numbers drawn from your student number. Replace `None` by
#   your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to 0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("P4-Q-S6")` shows a question, `practice("P4-Q-S6", ((1, 2, 3), 4))` says whether that is the answer to it,
# and `practice("P4-Q-S6")` again shows new numbers. Practice in a cell of your own, as often as you like. The oral
# examination draws from all fifteen families and from all concept questions, C1 to C5 and O1 to O33, which stand in
# `questions.py` beside this notebook.
#
# | asked below, and in practice | in practice and in the oral only |
# |---|---|
# | S1 encoder and decoder, S2 doublings, S3 strided convolutions, S4 factor of the KL term, S5 KL divergence, S6 weights of an interpolation, S7 two branches, S8 discriminator loss, S9 a pixel under attack, S10 Frechet distance | S11 covariance, S12 a sample, S13 two branches joined, S14 sizes that do not meet, S15 length of a perturbation |

# %% role="use" needs=""
practice("P4-Q-S13")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. Sizes are (height, width), axes count from 0, logarithms are natural ones.

# %% role="shape" question="P4-Q-S1"

# %% role="shape" question="P4-Q-S2"

# %% role="shape" question="P4-Q-S3"

# %% role="shape" question="P4-Q-S4"

# %% role="shape" question="P4-Q-S5"

# %% role="shape" question="P4-Q-S6"

# %% role="shape" question="P4-Q-S7"

# %% role="shape" question="P4-Q-S8"

# %% role="shape" question="P4-Q-S9"

# %% role="shape" question="P4-Q-S10"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each.

# %% [markdown] role="concept" question="P4-Q-C1" points=3

# %% [markdown] role="concept" question="P4-Q-C2" points=3

# %% [markdown] role="concept" question="P4-Q-C3" points=3

# %% [markdown] role="concept" question="P4-Q-C4" points=3

# %% [markdown] role="concept" question="P4-Q-C5" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell; pictures beside the notebook are embedded when
# you export.

# %% [markdown] role="manual" id="P4-R1" points=2
# ### Report 1: tables (2 points)
#
# Copy the tables into the cell below and fill them in from your runs. Say which device, which `KIT_BUDGET`, and how
# many seeds you ran.
#
# | beta | epochs, seconds | MSE | KL per dimension | Frechet distance | of how many samples |
# |---|---|---|---|---|---|
# | 0.05 | | | | | |
# | 1 | | | | | |
# | 16 | | | | | |
#
# | number of samples, beta 1 | | | | | | |
# |---|---|---|---|---|---|---|
# | Frechet distance | | | | | | |
#
# | accuracy under attack, eps | 0 | 0.01 | 0.03 | 0.05 | 0.1 | 0.2 |
# |---|---|---|---|---|---|---|
# | digits | | | | | | |
# | colour images | | | | | | |
# | digits, trained on attacks | | | | | | |
#
# Targeted attack: which pair of classes was hardest, which easiest, at which eps? (Earlier years, with CIFAR10: bird to
# frog was hard, truck could be turned into bird.)

# %% [markdown] role="manual" id="P4-R2" points=2
# ### Report 2: figures (2 points)
#
# All figures of the notebook are there, drawn by your own functions, with names on their axes. List here what is
# missing and why (write "complete" if nothing is), and write one sentence for each of these: what do you see there
# that no table says?
#
# 1. Samples for the three values of beta, and the trade-off.
# 2. Interpolations, linear and spherical, and the sweeps of single axes: which axis follows which factor?
# 3. The class grid of the GAN, early and late, beside its loss curves.
# 4. Inversion: target, result, difference. What does the generator not have in its range?

# %% [markdown] role="manual" id="P4-R3" points=1
# ### Report 3: what the numbers say (1 point)
#
# One paragraph. Which beta would you choose, and for what? Earlier years reported Frechet distances of about 600 and
# more for faces of 128 x 128, others single digits at 256 x 256: why can neither be compared with yours? Name a result
# that contradicts what you had expected, and say which differences you would trust with so few seeds.

# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_P4.html`, for example `17_Ada-Lovelace_P4.html`: one file with all outputs and pictures, those of your
# answers too. Open it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "P4")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | adversarial attack | a change of the input, hard to see, that changes the answer; *targeted*: to a chosen class |
# | beta | weight of the KL term against the reconstruction |
# | condition | the class that a model is told, beside latent or image |
# | discriminator, generator | tells real from generated images; makes images from noise |
# | embedding | table with a trained vector for each class |
# | encoder, decoder | image to latent (here: to its distribution); latent to image |
# | eps | largest change of a single value in an attack |
# | FID | Frechet distance of features of one certain network (Inception); ours is another one |
# | Frechet distance | squared distance of two normal distributions: of means and of covariances |
# | inversion | looking for the latent that a generator turns into a given image |
# | KL divergence | how far a distribution is from another one; 0 for equal ones, never negative, not symmetric |
# | latent | the numbers from which an image is made |
# | logit, probability | any real score; a share between 0 and 1 |
# | logvar | natural logarithm of the variance |
# | mode collapse | a generator that makes few different images |
# | non-saturating loss | the generator raises log D in place of lowering log(1 - D) |
# | posterior, prior | distribution of the latents of a given image; of all images, here the standard normal |
# | posterior collapse | the latents say nothing about the image: KL near 0 |
# | reparametrisation | a sample written as mean + deviation x noise, so that gradients pass |
# | spherical interpolation (slerp) | along the arc between two vectors, not along the chord |
# | sweep | one coordinate of a latent runs through values, the others stay |
# | transposed convolution | spreads each value over a kernel; the transpose of a convolution as a linear map |
# | white box, black box | attacker knows the weights; knows the answers only |
