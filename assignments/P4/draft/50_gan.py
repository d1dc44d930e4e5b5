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
# `Conv2d` and `ConvTranspose2d` from N(0, .02), of `BatchNorm2d` from N(1, .02), their biases 0 where they have one;
# all else stays. .02 is the standard deviation. Names of layers are yours. Not allowed: ready-made DCGANs.
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
# at the end, often a better one than any single step.

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
