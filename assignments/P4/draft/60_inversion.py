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
