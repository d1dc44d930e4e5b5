"""Figures of the convolutional part: receptive fields, filtered and augmented digits, kernels, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from torch import Tensor, nn

MARKERS = "osD^vPX*"


def receptive_field(n: int, layers: Sequence[tuple[int, int]], sizes: Sequence[int], field: int) -> Figure:
    """Draw a row of pixels and what a stack of layers makes of it; shade all that one output pixel sees.

    Parameters
    ----------
    n
        Pixels of the input row.
    layers
        Kernel size and stride of each layer, without padding.
    sizes
        Output size of each layer, from `conv_out`.
    field
        Receptive field of the last layer, in input pixels.
    """
    figure, axes = plt.subplots(figsize=(7, 0.7 * len(layers) + 1.3), layout="constrained")
    low, high, step, start = sizes[-1] // 2, sizes[-1] // 2, 1.0, 0.0
    rows: list[tuple[int, int, int, float, float]] = []
    seen = [(low, high)]
    for k, s in reversed(layers):
        low, high = low * s, high * s + k - 1
        seen.append((low, high))
    for level, size in enumerate([n, *sizes]):
        rows.append((size, *seen[len(layers) - level], step, start))
        if level < len(layers):
            k, s = layers[level]
            start, step = start + step * (k - 1) / 2, step * s
    for level, (size, first, last, jump, origin) in enumerate(rows):
        for pixel in range(size):
            inside = first <= pixel <= last
            color, hatch = ("tab:orange", "//") if inside else ("white", "")
            corner = (origin + pixel * jump - 0.4, level - 0.3)
            axes.add_patch(Rectangle(corner, 0.8, 0.6, edgecolor="0.3", facecolor=color, hatch=hatch))
        layer = "input" if level == 0 else f"kernel {layers[level - 1][0]}, stride {layers[level - 1][1]}"
        axes.text(n - 0.2, level, f"{size} pixels ({layer})", va="center", fontsize=8)
    axes.set(xlim=(-1, n * 1.42), ylim=(-0.6, len(layers) + 0.6), yticks=range(len(layers) + 1))
    axes.set(xlabel="position in the input row, in pixels", ylabel="layer", xticks=range(0, n, 5))
    axes.set_title(f"one output pixel sees {field} input pixels")
    return figure


def pictures(images: Sequence[Tensor], titles: Sequence[str], columns: int = 0) -> Figure:
    """Draw images (H, W) or (1, H, W) in a grid, each on its own grey scale, with titles."""
    columns = columns or len(images)
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.25 * columns, 1.45 * rows), layout="constrained", squeeze=False
    )
    for place in axes.flat:
        place.axis("off")
    for place, image, title in zip(axes.flat, images, titles, strict=False):
        place.imshow(image.detach().cpu().squeeze(), cmap="gray")
        place.set_title(title, fontsize=8)
    return figure


def augmented(digit: Tensor, augmentations: Sequence[Callable[[Tensor], Tensor]], draws: int = 7) -> Figure:
    """Draw `draws` results of each augmentation on one digit, float32 (1, 28, 28) in [0, 1]; one row each."""
    rows = [[digit] + [one(digit.clone()) for _ in range(draws)] for one in augmentations]
    figure, axes = plt.subplots(
        len(rows), draws + 1, figsize=(draws + 1, 1.25 * len(rows)), layout="constrained", squeeze=False
    )
    for line, one, images in zip(axes, augmentations, rows, strict=True):
        for place, image in zip(line, images, strict=True):
            place.imshow(image.squeeze(), cmap="gray", vmin=0, vmax=1)
            place.axis("off")
        name = getattr(one, "__name__", type(one).__name__)
        line[1].set_title(name, fontsize=9, loc="left")
        line[0].set_title("original", fontsize=8)
    return figure


def curves(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw training loss and validation accuracy against the epoch, one line for each named history."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    for (name, history), marker in zip(histories.items(), MARKERS, strict=False):
        epochs = range(1, len(history["loss"]) + 1)
        left.plot(epochs, history["loss"], marker=marker, markersize=4, label=name)
        right.plot(epochs, history["val_acc"], marker=marker, markersize=4, label=name)
    left.set(xlabel="epoch", ylabel="training loss (cross-entropy)", ylim=(0, None))
    right.set(xlabel="epoch", ylabel="validation accuracy")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.legend(fontsize=8)
    return figure


def kernels_and_maps(model: nn.Module, x: Tensor, count: int = 8) -> Figure:
    """Draw the first `count` kernels of the first convolution of `model` and its answers to one image.

    Parameters
    ----------
    x
        A normalised image, float32 (1, 28, 28).
    """
    layer = next((one for one in model.modules() if isinstance(one, nn.Conv2d)), None)
    if layer is None:
        raise ValueError("the model has no nn.Conv2d")
    with torch.no_grad():
        maps = layer(x[None].to(layer.weight.device))[0].cpu()
    weight = layer.weight.detach().cpu().mean(dim=1)
    count = min(count, len(weight))
    figure, axes = plt.subplots(2, count + 1, figsize=(count + 1, 2.5), layout="constrained")
    for place in axes.flat:
        place.axis("off")
    axes[1, 0].imshow(x.squeeze(), cmap="gray")
    axes[1, 0].set_title("input", fontsize=8)
    size = float(weight.abs().max())
    for number in range(count):
        axes[0, number + 1].imshow(weight[number], cmap="gray", vmin=-size, vmax=size)
        axes[0, number + 1].set_title(f"kernel {number}", fontsize=8)
        axes[1, number + 1].imshow(maps[number], cmap="gray")
    return figure


def confusion(actual: Tensor, predicted: Tensor, n_classes: int = 10) -> Figure:
    """Draw the confusion matrix of labels, int64 (N,): rows actual, columns predicted."""
    counts = torch.bincount(actual * n_classes + predicted, minlength=n_classes**2)
    matrix = counts.reshape(n_classes, n_classes)
    figure, axes = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
    wrong = matrix.clone().fill_diagonal_(0)
    axes.imshow(wrong, cmap="Oranges", vmax=max(4, int(wrong.max())))
    for row, column in np.ndindex(*matrix.shape):
        if count := int(matrix[row, column]):
            weight = "bold" if row == column else "normal"
            axes.text(column, row, str(count), ha="center", va="center", fontsize=8, weight=weight)
    axes.set(xlabel="predicted", ylabel="actual", xticks=range(n_classes), yticks=range(n_classes))
    right = float(matrix.diagonal().sum()) / max(1, int(matrix.sum()))
    axes.set_title(f"{int(matrix.sum())} digits, {right:.1%} right", fontsize=10)
    return figure


def worst_mistakes(images: Tensor, labels: Tensor, logits: Tensor, count: int = 8) -> Figure:
    """Draw the wrong answers given with the highest probability.

    Parameters
    ----------
    images, labels, logits
        (N, 28, 28) or (N, 1, 28, 28); int64 (N,); float32 (N, C).
    """
    chances = logits.softmax(dim=1)
    chance, predicted = chances.max(dim=1)
    wrong = (predicted != labels).nonzero()[:, 0]
    order = wrong[chance[wrong].argsort(descending=True)][:count].tolist()
    if not order:
        figure, axes = plt.subplots(figsize=(3, 1))
        _note(axes, "no mistakes")
        return figure
    own = chances[torch.arange(len(labels)), labels]
    titles = [
        f"said {int(predicted[i])}: {float(chance[i]):.2f}\nis {int(labels[i])}: {float(own[i]):.2f}" for i in order
    ]
    return pictures([images[i] for i in order], titles)


def _note(axes: Axes, text: str) -> None:
    axes.axis("off")
    axes.text(0.5, 0.5, text, ha="center")
