# %% [markdown]
# # Part 2 - A training loop; an image as a sequence
#
# Part 1 gave cells and layers. To see what they are worth on images you need a loop that trains a classifier, with a
# learning rate that changes from step to step. It is exercise **E14**; it stands here because E7 and the Vision
# Transformer of part 3 are trained with it. Then an image is cut into a sequence of patches (E6), and a recurrent
# network reads it (E7).

# %% [markdown]
# ## The learning rate of a step
#
# **Warm-up**: begin with a small rate and raise it linearly over the first steps. At the start the gradients are
# large and point anywhere, and the moment estimates of Adam rest on a few batches: a full step then may throw the
# model to where it does not come back from. Transformers need it more than recurrent nets do.
#
# **Cosine**: afterwards the rate falls along half a cosine, slowly at first, fastest in the middle, slowly again at
# the end, where small steps settle into a minimum. The schedule needs to know the number of all steps in advance, but
# has hardly anything to tune.

# %% [markdown]
# ## What else belongs to a loop
#
# - **Clipping** (E5) stands between `backward` and `step`: before, there is nothing to clip; afterwards it is too
#   late. It helps against exploding gradients only.
# - **Weight decay** in AdamW shrinks the weights themselves, apart from the gradient and its moments.
# - **Label smoothing** mixes the one-hot target with a uniform one, $(1-\varepsilon)\,y + \varepsilon/K$: the logits
#   need not grow without end. `F.cross_entropy` has an option for it; here it is **off**.
# - **Data parallelism**: each device holds a copy of the model and takes a part of the batch; after `backward` the
#   gradients are averaged. The batch grows, so the rate may grow too (with a warm-up); with too large a batch the
#   accuracy falls.

# %% [markdown]
# ## E14 - Schedule and training loop (4 points)
#
# **Goal:** the rate of each step, an honest evaluation, and a loop that trains any classifier.
#
# $$\eta_s = \begin{cases} \eta\,\dfrac{s+1}{W} & s < W \\[2mm]
#   \eta_{\min} + (\eta-\eta_{\min})\,\dfrac{1+\cos \pi t}{2},\quad t = \dfrac{s-W}{S-W} & s \ge W \end{cases}$$
#
# with steps $s = 0, \dots, S-1$ over **all** epochs, W of them warm-up. A loss of an epoch is a mean over *samples*:
# with batches of size $B_b$ and mean loss $L_b$ it is $\sum_b B_b L_b / \sum_b B_b$, since the last batch may be
# smaller.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0)` | Python float | the formula above; `step` from 0; 0 <= `warmup_steps` <= `total_steps` |
# | `evaluate(model, loader, device)` | dict | `loss` (cross-entropy) and `accuracy`, Python floats, means over samples; eval mode, no gradient; the mode is put back, nothing else changes |
# | `train_classifier(model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05)` | dict | trains in place; the history below |
# | `model` | `nn.Module` | images (B, C, H, W) to logits (B, K); on `device` already; comes in any mode, perhaps with old gradients |
# | loaders | iterables with `len` | yield pairs, images float (B, C, H, W) and labels int64 (B,), **on the CPU**; what they yield counts, not `loader.dataset` |
# | `device` | str or `torch.device` | |
# | `train_loss`, `val_loss`, `val_accuracy` | lists of floats | one entry an epoch; `train_loss` from the losses of the steps, validation by `evaluate` after the epoch |
# | `lr` | list of floats | one entry a step: the rate that the step used |
#
# The optimiser is `torch.optim.AdamW` on all parameters, arguments other than rate and weight decay at their
# defaults. Each step uses the rate of the global step, the cross-entropy of the logits and the gradients of its own
# batch only, clipped to the joint norm `max_norm` unless that is None. Every epoch runs in training mode. No graph of
# an earlier batch is kept. Allowed: `nn.utils.clip_grad_norm_`, `LambdaLR`; not allowed: ready-made trainers.

# %% [markdown]
# <details><summary>Hint 1</summary>The number of all steps is <code>epochs * len(train_loader)</code>; the number of
# steps so far is the length of the list of rates.</details>
# <details><summary>Hint 2</summary>A rate is set in <code>optimizer.param_groups</code>: a list of dicts with the key
# <code>"lr"</code>.</details>
# <details><summary>Hint 3</summary><code>loss.item()</code> is a number without graph; <code>len(labels)</code> is how
# much it counts. <code>model.training</code> is the mode to put back.</details>
# <details><summary>Hint 4</summary><code>bar(range(epochs), "epochs")</code> shows the progress, and
# <code>.set_postfix(loss=..., accuracy=...)</code> the last numbers.</details>
#
# Example: 3 epochs of 4 batches, W = 2, $\eta = 0.1$: S = 12, and the rates are 0.05, 0.1, then 0.1 once more (t = 0),
# 0.0976 (t = 0.1), ..., 0.0024 (t = 0.9). Batches of 4 and 2 samples with losses 0.5 and 0.8: the epoch's loss is
# (4 * 0.5 + 2 * 0.8) / 6 = 0.6, not 0.65.

# %% role="given"
from kit.logs import open_writer


# %% role="answer" exercise="P3-E14"
# TODO P3-E14 (4 points), first part: the learning rate of a step
def warmup_cosine(step: int, total_steps: int, warmup_steps: int, base_lr: float, min_lr: float = 0.0) -> float:
    """Return the learning rate of a step: linear warm-up, then half a cosine.

    Parameters
    ----------
    step
        From 0 to total_steps - 1.
    warmup_steps
        The last of them has the rate `base_lr`; 0: no warm-up.
    min_lr
        Where the cosine would end, at step `total_steps`.
    """
    ### BEGIN SOLUTION
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2
    ### END SOLUTION


# %% role="answer" exercise="P3-E14"
# TODO P3-E14, second part: loss and accuracy over a loader
def evaluate(model: nn.Module, loader, device) -> dict[str, float]:
    """Evaluate in eval mode, without gradients, and put the mode back.

    Parameters
    ----------
    model
        On `device`; (B, C, H, W) to logits (B, K).
    loader
        Yields pairs, images float (B, C, H, W) and labels int64 (B,), on the CPU.

    Returns
    -------
    dict
        ``loss`` (cross-entropy) and ``accuracy``, Python floats: means over all samples.
    """
    ### BEGIN SOLUTION
    mode = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            right += int((logits.argmax(dim=1) == labels).sum())
            count += len(labels)
    model.train(mode)
    return {"loss": loss / count, "accuracy": right / count}
    ### END SOLUTION


# %% role="answer" exercise="P3-E14"
# TODO P3-E14, third part: the training loop
def train_classifier(
    model: nn.Module,
    train_loader,
    val_loader,
    epochs: int,
    base_lr: float,
    device,
    warmup_steps: int = 0,
    max_norm: float | None = None,
    weight_decay: float = 0.05,
) -> dict[str, list[float]]:
    """Train a classifier in place with AdamW, warm-up and cosine.

    Parameters
    ----------
    model
        On `device`; (B, C, H, W) to logits (B, K).
    train_loader, val_loader
        Yield pairs, images float (B, C, H, W) and labels int64 (B,), on the CPU; have a length.
    max_norm
        Largest joint norm of the gradients; None: no clipping.

    Returns
    -------
    dict
        ``train_loss``, ``val_loss``, ``val_accuracy`` of each epoch, ``lr`` of each step: lists of Python floats.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    total_steps = epochs * len(train_loader)
    progress_bar = bar(range(epochs), "epochs")
    for _ in progress_bar:
        model.train()
        total, count = 0.0, 0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            rate = warmup_cosine(len(history["lr"]), total_steps, warmup_steps, base_lr)
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            history["lr"].append(rate)
            total, count = total + loss.item() * len(labels), count + len(labels)
        measured = evaluate(model, val_loader, device)
        history["train_loss"].append(total / count)
        history["val_loss"].append(measured["loss"])
        history["val_accuracy"].append(measured["accuracy"])
        progress_bar.set_postfix(loss=f"{total / count:.3f}", accuracy=f"{measured['accuracy']:.3f}")
    return history
    ### END SOLUTION


# %% role="check" exercise="P3-E14"
check("P3-E14")

# %% role="grade" exercise="P3-E14"

# %% [markdown]
# **Figure.** The schedule of 200 steps, 20 of them warm-up. Where is the rate at its largest, and what is it in the
# very first step? A warm-up that began with 0 would waste a batch.

# %% role="use" needs="P3-E14"
# alt: the learning rate against the step: a straight rise over 20 steps, then half a cosine down to nearly 0
from kit.plots.recurrent import plot_learning_rate

plot_learning_rate([warmup_cosine(step, 200, 20, 2e-3) for step in range(200)], warmup_steps=20)
plt.show()

# %% [markdown]
# **A mean of means is no mean.** One and the same untrained model, evaluated with batches of different size: the
# numbers of `evaluate` must not depend on it. The last column is what averaging over *batches* would have said.


# %% role="use" needs="P3-E14"
def averages_of(sizes, count=50):
    """One row for each batch size: what `evaluate` says, and the mean of the batches' accuracies."""
    torch.manual_seed(0)
    samples = TensorDataset(torch.randn(count, 3, 4, 4), torch.randint(3, (count,)))
    model, rows = nn.Sequential(nn.Flatten(), nn.Linear(48, 3)), []
    for size in sizes:
        loader = DataLoader(samples, batch_size=size)
        parts = [evaluate(model, [batch], "cpu")["accuracy"] for batch in loader]
        rows.append({"batch size": size, **evaluate(model, loader, "cpu"), "mean of batches": sum(parts) / len(parts)})
    return pd.DataFrame(rows).set_index("batch size")


display(averages_of((50, 32, 7, 1)).round(4))
