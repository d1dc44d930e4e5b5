"""Figures on regression, activations, HOG and regularisation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from torch import Tensor

from kit.train import History


def line_fit(xs: Tensor, ys: Tensor, before: Tensor, after: Tensor, losses: Sequence[float]) -> Figure:
    """Points with the line before and after training, beside the loss of each epoch.

    Parameters
    ----------
    xs, ys, before, after
        (N, 1); `before` and `after` are the model's outputs at `xs`.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    order = xs[:, 0].argsort()
    left.plot(xs, ys, "k.", markersize=4, label="data")
    left.plot(xs[order], before[order], "C1--", label="before training")
    left.plot(xs[order], after[order], "C0-", label="after training")
    left.set(xlabel="x", ylabel="y")
    left.legend(fontsize=8)
    right.semilogy(range(1, len(losses) + 1), losses, "C0")
    right.set(xlabel="epoch", ylabel="mean squared error")
    return figure


def activation_histograms(layers: Mapping[str, Sequence[Tensor]]) -> Figure:
    """One row of histograms per initial scale, one column per layer; each panel tells its deviation."""
    depth = max(len(row) for row in layers.values())
    figure, axes = plt.subplots(
        len(layers), depth, figsize=(1.5 * depth, 1.35 * len(layers)), layout="constrained", squeeze=False
    )
    for row, (name, activations) in zip(axes, layers.items(), strict=True):
        limit = max(float(values.abs().max()) for values in activations)
        low = 0.0 if all(float(values.min()) >= 0 for values in activations) else -limit
        for index, (ax, values) in enumerate(zip(row, activations, strict=True)):
            ax.hist(values.flatten().numpy(), bins=np.linspace(low, limit, 31), color="C0")
            ax.set_title(f"std {float(values.std()):.1g}", fontsize=8)
            ax.set_yticks([])
            ax.tick_params(labelsize=7)
            if row is axes[-1]:
                ax.set_xlabel(f"layer {index + 1}", fontsize=8)
        row[0].set_ylabel(name, fontsize=8)
    return figure


def hog_strokes(ax: Axes, image: Tensor, histograms: Tensor, cell: tuple[int, int]) -> None:
    """Draw an image (H, W) and over each cell one stroke per bin, along the edge, as dark as the bin is full.

    Parameters
    ----------
    histograms
        (rows, columns, bins): magnitudes by angle of the gradient; bin b has its centre at
        (b + 1/2) * 180 / bins degrees.
    """
    rows, columns, bins = histograms.shape
    ax.imshow(image, cmap="gray_r", alpha=0.35)
    strongest = float(histograms.max()) or 1.0
    strokes, colours = [], []
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) * cell[1] - 0.5, (row + 0.5) * cell[0] - 0.5
            for b in range(bins):
                angle = (b + 0.5) * math.pi / bins + math.pi / 2  # an edge is at right angles to its gradient
                dx, dy = 0.5 * cell[1] * math.cos(angle), 0.5 * cell[0] * math.sin(angle)
                strokes.append([(x - dx, y - dy), (x + dx, y + dy)])
                colours.append((0.75, 0.0, 0.0, float(histograms[row, column, b]) / strongest))
    ax.add_collection(LineCollection(strokes, colors=colours, linewidths=1.4))
    ax.set_xticks([])
    ax.set_yticks([])


def loss_curves(histories: Mapping[str, History]) -> Figure:
    """Train and validation loss of several runs side by side; a dot marks the epoch that was kept."""
    figure, axes = plt.subplots(
        1,
        len(histories),
        figsize=(2 * len(histories), 2.4),
        sharex=True,
        sharey=True,
        layout="constrained",
        squeeze=False,
    )
    for ax, (name, history) in zip(axes[0], histories.items(), strict=True):
        epochs = range(1, len(history.train_loss) + 1)
        ax.semilogy(epochs, history.train_loss, "C0--", label="train")
        ax.semilogy(epochs, history.val_loss, "C1-", label="validation")
        ax.semilogy(history.kept, history.val_loss[history.kept - 1], "ko", markersize=4)
        ax.set_title(name, fontsize=9)
        ax.set_xlabel("epoch")
    axes[0, 0].set_ylabel("cross-entropy")
    axes[0, 0].legend(fontsize=8)
    return figure
