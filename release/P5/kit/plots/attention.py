"""Figures on images as sequences: samples, patches, position tables, attention laid over images, confusions.

Colours never stand alone: attention is brightness with its largest value given, counts are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

GAP = 0.12  # between drawn patches, in patches


def plot_samples(images: Tensor, labels: Tensor, names: Sequence[str], columns: int = 10) -> Figure:
    """Draw a sheet of images, float (N, 3, H, W) in [0, 1], each below the name of its label (N,)."""
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(0.95 * columns, 1.12 * rows), layout="constrained", squeeze=False
    )
    for axis in axes.flat:
        axis.axis("off")
    for axis, image, label in zip(axes.flat, images, labels.tolist(), strict=False):
        axis.imshow(_pixels(image))
        axis.set_title(names[label], fontsize=8, pad=2)
    return figure


def plot_patches(
    image: Tensor, tokens: Mapping[str, Tensor], patch_size: int, restored: Mapping[str, Tensor] | None = None
) -> Figure:
    """Draw an image, each named sequence of its tokens as a grid of patches, and images put back together.

    Parameters
    ----------
    image
        float (C, H, W) in [0, 1], C = 1 or 3.
    tokens
        For each name (T, C*P*P) with T = (H/P)*(W/P); a token is drawn as channels, rows, columns of a patch.
    restored
        For each name (C, H, W); its largest difference to `image` stands below.
    """
    channels, height, width = image.shape
    grid = (height // patch_size, width // patch_size)
    pictures = restored or {}
    figure, axes = plt.subplots(
        1, 1 + len(tokens) + len(pictures), figsize=(2.5 * (1 + len(tokens) + len(pictures)), 3.1), layout="constrained"
    )
    places = iter(np.atleast_1d(axes))
    _show(next(places), image, f"image\n{height} x {width}")
    for name, sequence in tokens.items():
        axis = next(places)
        for place, token in enumerate(sequence.detach().cpu().reshape(-1, channels, patch_size, patch_size)):
            row, column = divmod(place, grid[1])
            left, top = column * (1 + GAP), row * (1 + GAP)
            axis.imshow(_pixels(token), extent=(left, left + 1, top + 1, top))
        axis.set(xlim=(0, grid[1] * (1 + GAP)), ylim=(grid[0] * (1 + GAP), 0), aspect="equal")
        _show(axis, None, f"{name}\n{len(sequence)} tokens of {sequence.shape[1]}")
    for name, picture in pictures.items():
        gap = float((picture.detach().cpu() - image.detach().cpu()).abs().max())
        _show(next(places), picture, f"{name}\nlargest difference {gap:.2g}")
    return figure


def plot_positions(tables: Mapping[str, Tensor], grid: tuple[int, int]) -> Figure:
    """Draw position tables and how similar their rows are; one row of panels a table.

    Parameters
    ----------
    tables
        For each name (N, D) or (1, N, D). N is the number of patches, or one more: then row 0 is the CLS token and
        is left out of the similarities.
    grid
        Patches downwards and across.
    """
    figure, axes = plt.subplots(len(tables), 3, figsize=(8.6, 2.75 * len(tables)), layout="constrained", squeeze=False)
    number = grid[0] * grid[1]
    middle = (grid[0] // 2) * grid[1] + grid[1] // 2
    for row, (name, table) in zip(axes, tables.items(), strict=True):
        values = table.detach().cpu().float().reshape(-1, table.shape[-1])
        limit = float(values.abs().max()) or 1.0
        shown = row[0].imshow(
            values.numpy(), cmap="gray", vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest"
        )
        row[0].set(xlabel="column", ylabel="position")
        row[0].set_title(f"{name}: table", fontsize=10)
        figure.colorbar(shown, ax=row[0])
        directions = F.normalize(values[-number:], dim=1)
        cosine = (directions @ directions.T).numpy()
        row[1].imshow(cosine, cmap="gray", vmin=-1, vmax=1)
        row[1].set(xlabel="patch", ylabel="patch")
        row[1].set_title("cosine of two positions", fontsize=10)
        shown = row[2].imshow(cosine[middle].reshape(grid), cmap="gray", vmin=-1, vmax=1)
        row[2].plot(middle % grid[1], middle // grid[1], "x", color="black", markersize=9, markeredgewidth=2)
        row[2].set(xlabel="column of the grid", ylabel="row of the grid")
        row[2].set_title(f"with patch {middle} (cross)", fontsize=10)
        figure.colorbar(shown, ax=row[1:].tolist(), label="cosine")
    return figure


def plot_cls_attention(image: Tensor, grids: Tensor) -> Figure:
    """Lay the attention of the CLS token over an image; rows are layers, columns heads, the brightest is the most.

    Parameters
    ----------
    image
        float (3, H, W) in [0, 1].
    grids
        (L, h, gh, gw), weights of the patches.
    """
    layers, heads = grids.shape[:2]
    figure, axes = plt.subplots(
        layers, heads + 1, figsize=(1.65 * (heads + 1), 1.85 * layers), layout="constrained", squeeze=False
    )
    for layer, row in enumerate(axes):
        _show(row[0], image, "image" if layer == 0 else "")
        row[0].set_ylabel(f"layer {layer}", fontsize=9)
        for head, axis in enumerate(row[1:]):
            _overlay(axis, image, grids[layer, head])
            axis.set_title((f"head {head}\n" if layer == 0 else "") + _largest(grids[layer, head]), fontsize=8)
    return figure


def plot_rollout(images: Tensor, grids: Tensor, titles: Sequence[str] | None = None) -> Figure:
    """Draw images, float (B, 3, H, W) in [0, 1], above the same with their rollouts (B, gh, gw) laid over."""
    figure, axes = plt.subplots(2, len(images), figsize=(1.5 * len(images), 3.3), layout="constrained", squeeze=False)
    for column, (image, grid) in enumerate(zip(images, grids, strict=True)):
        _show(axes[0, column], image, titles[column] if titles else "")
        _overlay(axes[1, column], image, grid)
        axes[1, column].set_title(_largest(grid), fontsize=8)
    axes[0, 0].set_ylabel("image", fontsize=9)
    axes[1, 0].set_ylabel("rollout", fontsize=9)
    return figure


def plot_confusion(actual: Tensor, predicted: Tensor, names: Sequence[str]) -> Figure:
    """Draw how often which class was taken for which: rows actual, columns predicted, both labels (N,)."""
    counts = np.zeros((len(names), len(names)), dtype=int)
    for row, column in zip(actual.tolist(), predicted.tolist(), strict=True):
        counts[row, column] += 1
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 1.7 + 0.4 * len(names)
    figure, axes = plt.subplots(figsize=(side + 0.9, side), layout="constrained")
    shown = axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), number in np.ndenumerate(counts):
        shade = "white" if share[row, column] > 0.6 else "black"
        axes.text(column, row, f"{number}", ha="center", va="center", fontsize=8, color=shade)
    right = np.trace(counts) / max(1, counts.sum())
    axes.set(xlabel="predicted", ylabel="actual", title=f"{counts.sum():,} images, accuracy {right:.3f}")
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    figure.colorbar(shown, label="share of the actual class", shrink=0.8)
    return figure


def plot_attention_matrix(
    weights: Tensor, rows: Sequence[str], columns: Sequence[str], row_name: str = "query", column_name: str = "key"
) -> Figure:
    """Draw attention weights (N, M) as shades with a label a row and a column; a row sums to 1."""
    values = weights.detach().cpu().float().numpy()
    figure, axes = plt.subplots(figsize=(1.6 + 0.24 * len(columns), 1.0 + 0.24 * len(rows)), layout="constrained")
    shown = axes.imshow(values, cmap="gray_r", vmin=0, aspect="auto")
    for labels, places, name in (
        (rows, axes.set_yticks, row_name),
        (columns, axes.set_xticks, column_name),
    ):
        places(range(len(labels)), [label.replace(" ", "\N{OPEN BOX}") for label in labels], fontsize=8)
        (axes.set_ylabel if labels is rows else axes.set_xlabel)(name)
    figure.colorbar(shown, label="weight")
    return figure


def _pixels(image: Tensor) -> np.ndarray:
    """Pixels for imshow, float (H, W, 3); a single channel is repeated."""
    picture = image.detach().cpu().float().clamp(0, 1)
    return picture.expand(3, -1, -1).permute(1, 2, 0).numpy()


def _show(axis: Axes, image: Tensor | None, title: str) -> None:
    if image is not None:
        axis.imshow(_pixels(image))
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=9)
    axis.spines[:].set_visible(False)


def _overlay(axis: Axes, image: Tensor, grid: Tensor) -> None:
    """A pale image, the darker the less attention its patches get."""
    height, width = image.shape[-2:]
    weights = grid.detach().cpu().float().numpy()
    share = weights / max(float(weights.max()), 1e-12)
    lit = np.kron(share, np.ones((height // share.shape[0], width // share.shape[1])))
    axis.imshow(_pixels(image) * (0.2 + 0.8 * lit[..., None]))
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def _largest(grid: Tensor) -> str:
    """The largest weight, for comparison with 1/T of an even distribution."""
    return f"largest {float(grid.max()):.3f}"
