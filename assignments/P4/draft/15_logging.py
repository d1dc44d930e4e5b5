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
# | `scalars` | dict | name to float, int or 0-dim tensor, perhaps with a graph; each is recorded as `tag/name`, as a Python **float** |
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
