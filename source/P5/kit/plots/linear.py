"""Figures of A1, part 2: neighbours, distances, templates, loss curves, paths of optimisers, schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
MARKS = ("o", "s", "^", "x", "D", "v")


def plot_neighbours(
    queries: Tensor, labels: Tensor, images: Tensor, image_labels: Tensor, distances: Tensor, k: int = 6
) -> Figure:
    """Draw each query (left) beside its k nearest images; a frame marks another label than the query's.

    Parameters
    ----------
    queries, labels
        (M, H, W) and (M,).
    images, image_labels
        (N, H, W) and (N,).
    distances
        (M, N).
    """
    fig, axes = plt.subplots(len(queries), k + 1, figsize=(1.1 * (k + 1), 1.35 * len(queries)), squeeze=False)
    near = distances.topk(k, largest=False)
    for row, (query, label) in enumerate(zip(queries, labels, strict=True)):
        _digit(axes[row, 0], query, f"query: {int(label)}")
        for column, (far, index) in enumerate(zip(near.values[row], near.indices[row], strict=True), 1):
            _digit(axes[row, column], images[index], f"{int(image_labels[index])} ({float(far):.1f})")
            if image_labels[index] != label:
                for side in axes[row, column].spines.values():
                    side.set(visible=True, linewidth=3, color="tab:red")
    fig.suptitle("nearest neighbours: label (distance); framed: another label")
    fig.tight_layout()
    return fig


def plot_distances(distances: Tensor, row_labels: Tensor, column_labels: Tensor) -> Figure:
    """Draw a matrix of distances (M, N) as an image, rows and columns sorted by label."""
    rows, columns = row_labels.argsort(stable=True), column_labels.argsort(stable=True)
    fig, ax = plt.subplots(figsize=(7, 3.2))
    image = ax.imshow(distances[rows][:, columns], aspect="auto", cmap="gray", interpolation="nearest")
    for labels, ticks in ((column_labels, ax.set_xticks), (row_labels, ax.set_yticks)):
        counts = torch.bincount(labels, minlength=10)
        ticks((counts.cumsum(0) - counts / 2).tolist(), [str(digit) for digit in range(len(counts))])
    ax.set(
        xlabel=f"{distances.shape[1]:,} stored digits, by label",
        ylabel=f"{distances.shape[0]} queries, by label",
    )
    fig.colorbar(image, label="distance (dark: near)")
    fig.tight_layout()
    return fig


def plot_accuracy_by_k(curves: Mapping[str, Mapping[int, float]]) -> Figure:
    """Draw accuracy against the number of neighbours, one curve a name."""
    fig, ax = plt.subplots(figsize=(5, 3))
    for (name, curve), line, mark in zip(curves.items(), LINES, MARKS, strict=False):
        ax.plot(list(curve), list(curve.values()), linestyle=line, marker=mark, label=name)
    ax.set(xlabel="number of neighbours k", ylabel="validation accuracy")
    ax.legend()
    fig.tight_layout()
    return fig


def plot_templates(weights: Mapping[str, Tensor], side: int = 28) -> Figure:
    """Draw the first side*side rows of each W (D, C) as C images, one line of images a name."""
    classes = next(iter(weights.values())).shape[1]
    fig, axes = plt.subplots(len(weights), classes, figsize=(0.9 * classes, 1.15 * len(weights)), squeeze=False)
    for row, (name, W) in enumerate(weights.items()):
        size = float(W[: side * side].abs().max())
        for digit in range(classes):
            ax, template = axes[row, digit], W[: side * side, digit].reshape(side, side)
            ax.imshow(template, cmap="gray", vmin=-size, vmax=size)
            ax.set(xticks=[], yticks=[], title=str(digit) if row == 0 else "")
        axes[row, 0].set_ylabel(name)
    fig.suptitle("one template a class: white votes for, black against it")
    fig.tight_layout()
    return fig


def plot_losses(losses: Mapping[str, Sequence[float]], starts: Mapping[str, float], mean_of: int = 20) -> Figure:
    """Draw the loss of each update (dots: means of `mean_of`) and, dotted, its proper start value."""
    fig, axes = plt.subplots(1, len(losses), figsize=(3.6 * len(losses), 2.8), squeeze=False)
    for ax, (name, values) in zip(axes[0], losses.items(), strict=True):
        means = [np.mean(values[i : i + mean_of]) for i in range(0, len(values) - mean_of + 1, mean_of)]
        ax.plot(values, color="0.7", linewidth=0.8, label="each batch")
        ax.plot(
            np.arange(len(means)) * mean_of + mean_of / 2,
            means,
            "o-",
            markersize=3,
            label=f"mean of {mean_of}",
        )
        ax.axhline(starts[name], linestyle=":", color="black", label=f"start {starts[name]:.3f}")
        ax.set(title=name, xlabel="update", ylabel="loss", ylim=(0, None))
        ax.legend(fontsize=8)
    fig.tight_layout()
    return fig


def plot_paths(
    paths: Mapping[str, Tensor], f: Callable[[Tensor], Tensor], span: tuple[float, float] = (11.0, 3.4)
) -> Figure:
    """Draw paths (steps, 2) over the level lines of `f`, which maps (..., 2) to (...); one panel a name."""
    fig, axes = plt.subplots(2, (len(paths) + 1) // 2, figsize=(9, 4.2), sharex=True, sharey=True, squeeze=False)
    x, y = torch.linspace(-span[0], span[0], 121), torch.linspace(-span[1], span[1], 101)
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    height = f(grid)
    panels: list[Axes] = list(axes.flat)
    for ax, (name, path) in zip(panels, paths.items(), strict=False):
        ax.contour(x, y, height, levels=float(height.max()) * torch.linspace(0.05, 1, 8) ** 2, colors="0.75")
        ax.plot(path[:, 0], path[:, 1], "o-", markersize=3, linewidth=1, color="tab:blue")
        ax.plot(*path[0].tolist(), "s", color="black")
        ax.plot(0, 0, "*", markersize=10, color="tab:red")
        ax.set_title(f"{name}: f = {float(f(path[-1])):.2g} at the end", fontsize=9)
    for ax in panels[len(paths) :]:
        ax.axis("off")
    fig.supxlabel("w1 (flat)")
    fig.supylabel("w2 (steep)")
    fig.tight_layout()
    return fig


def plot_schedules(schedules: Mapping[str, Callable[[int], float]], steps: int = 100) -> Figure:
    """Draw learning rates, as a share of the largest, over the updates."""
    fig, ax = plt.subplots(figsize=(6, 3))
    for (name, rate), line, mark in zip(schedules.items(), LINES, MARKS, strict=False):
        ax.plot(
            [rate(t) for t in range(steps)],
            linestyle=line,
            marker=mark,
            markevery=12,
            markersize=5,
            label=name,
        )
    ax.set(xlabel="update", ylabel="rate / largest rate")
    ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    fig.tight_layout()
    return fig


def _digit(ax: Axes, image: Tensor, title: str) -> None:
    ax.imshow(image, cmap="gray_r")
    ax.set_title(title, fontsize=8)
    ax.set(xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)
