"""Figures of generated images: reconstructions, samples, walks through latent space, classes, trade-offs.

Images are (N, C, S, S) in [0, 1]. Colours never stand alone: lines differ in style and marker, values are written out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator
from torch import Tensor

from kit.plots.mosaic import draw_grid, grid, one_size


def plot_images(images: Tensor, titles: Sequence[str] | None = None, columns: int = 10) -> Figure:
    """Draw images in rows of `columns`, each with its title, if any."""
    count = len(images)
    columns = min(columns, count)
    rows = -(-count // columns)
    filled = torch.ones(rows * columns, *images.shape[1:])
    filled[:count] = images.detach().cpu().float()
    if titles is None:
        figure, axes = grid(filled.unflatten(0, (rows, columns)), named=False)
        draw_grid(axes, filled.unflatten(0, (rows, columns)))
        return figure
    side = min(1.0, 8.4 / columns)
    figure, places = plt.subplots(
        rows, 1, figsize=(side * columns, (side + 0.25) * rows), layout="constrained", squeeze=False
    )
    for row, place in enumerate(places[:, 0]):
        names = list(titles[row * columns : (row + 1) * columns])
        draw_grid(
            place, filled[None, row * columns : (row + 1) * columns], columns=names + [""] * (columns - len(names))
        )
    return figure


def plot_reconstructions(images: Tensor, reconstructions: Mapping[str, Tensor]) -> Figure:
    """Draw originals above a row of reconstructions for each name; below its name the mean squared error."""
    rows = [images, *reconstructions.values()]
    together = one_size(rows)
    errors = (together[1:] - together[0]).square().flatten(1).mean(1).tolist()
    names = [f"{name}\nMSE {error:.4f}" for name, error in zip(reconstructions, errors, strict=True)]
    figure, axes = grid(together)
    draw_grid(axes, together, ["original", *names])
    return figure


def plot_samples(samples: Mapping[str, Tensor]) -> Figure:
    """Draw one row of samples for each name."""
    together = one_size(list(samples.values()))
    figure, axes = grid(together)
    draw_grid(axes, together, list(samples))
    return figure


def plot_tradeoff(betas: Sequence[float], mse: Sequence[float], frechet: Sequence[float]) -> Figure:
    """Draw reconstruction error and Frechet distance of samples against beta (logarithmic)."""
    figure, left = plt.subplots(figsize=(5, 2.9), layout="constrained")
    right = left.twinx()
    left.set_zorder(right.get_zorder() + 1)
    left.patch.set_visible(False)
    lines = left.plot(betas, mse, "o-", color="C0", label="reconstruction error")
    lines += right.plot(betas, frechet, "s--", color="C1", label="Frechet distance of samples")
    left.set(xlabel="beta", ylabel="mean squared error", xscale="log")
    left.xaxis.set_major_locator(FixedLocator(list(betas)))
    left.xaxis.set_minor_locator(NullLocator())
    left.set_xticklabels([f"{beta:g}" for beta in betas])
    right.set_ylabel("Frechet distance of our features")
    left.margins(0.08, 0.15)
    right.margins(0.08, 0.15)
    for axes in (left, right):
        axes.spines["top"].set_visible(False)
    left.legend(handles=lines, fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def plot_bias(distances: Mapping[str, Mapping[int, float]]) -> Figure:
    """Draw, for each name, the Frechet distance against the number of images that it was computed from."""
    figure, axes = plt.subplots(figsize=(5.2, 2.7), layout="constrained")
    for (name, found), style in zip(distances.items(), cycle(("o-", "s--", "^:")), strict=False):
        axes.plot(list(found), list(found.values()), style, label=name)
        for count, value in found.items():
            axes.annotate(f"{value:.2f}", (count, value), (0, 6), textcoords="offset points", ha="center", fontsize=8)
    most = max(value for found in distances.values() for value in found.values())
    axes.set(xlabel="number of images", ylabel="Frechet distance", ylim=(0, 1.25 * most), xscale="log")
    axes.margins(x=0.08)
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def plot_strips(strips: Mapping[str, Tensor], lengths: Mapping[str, Sequence[float] | Tensor] | None = None) -> Figure:
    """Draw one row of decoded latents for each way from the first to the last.

    Parameters
    ----------
    strips
        Images (count, C, S, S) a name.
    lengths
        For each name the lengths of the count latents, drawn below against the share of the way.
    """
    together = one_size(list(strips.values()))
    rows, count = together.shape[:2]
    side = min(0.8, 7.3 / count)
    room = 1.7 if lengths else 0
    size = (side * count + 1.1, side * rows + 0.45 + room)
    figure, places = plt.subplots(
        2 if lengths else 1,
        1,
        figsize=size,
        height_ratios=[side * rows, room] if lengths else [1],
        layout="constrained",
        squeeze=False,
    )
    share = np.linspace(0, 1, count)
    draw_grid(places[0, 0], together, list(strips), below=[f"{value:.2g}" for value in share])
    if lengths:
        for (name, values), style in zip(lengths.items(), ("o-", "s--", "^:"), strict=False):
            places[1, 0].plot(share, torch.as_tensor(values).tolist(), style, markersize=4, label=name)
        places[1, 0].set(xlabel="share of the way", ylabel="length of z")
        places[1, 0].spines[["top", "right"]].set_visible(False)
        places[1, 0].legend(fontsize=8)
    else:
        places[0, 0].set_xlabel("share of the way")
    return figure


def plot_sweeps(images: Tensor, values: Sequence[float] | Tensor, labels: Sequence[str]) -> Figure:
    """Draw decoded sweeps, a row an axis.

    Parameters
    ----------
    images
        (R, K, C, S, S): row r has K values of one coordinate.
    values
        These values, (K,).
    labels
        Of the rows, for example ``axis 7: turn, r = -0.81``.
    """
    figure, axes = grid(images)
    names = [label.replace(": ", ":\n", 1) for label in labels]
    draw_grid(axes, images, names, below=[f"{float(value):g}" for value in values])
    axes.set_xlabel("value of the coordinate", fontsize=9)
    return figure


def plot_factors(correlations: Tensor, factors: Sequence[str], axes: Sequence[int] | None = None) -> Figure:
    """Draw correlations (L, A) of latent axes with known factors as a table; sizes from 0.2 are written out.

    Parameters
    ----------
    axes
        Which rows to show; None: all.
    """
    shown = list(range(len(correlations))) if axes is None else list(axes)
    values = correlations[shown].detach().cpu().numpy()
    figure, place = plt.subplots(figsize=(0.58 * len(factors) + 1.6, 0.26 * len(shown) + 1.1), layout="constrained")
    picture = place.imshow(values, cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
    for row, column in np.ndindex(*values.shape):
        value = float(values[row, column])
        if abs(value) >= 0.2:
            shade = "white" if abs(value) > 0.65 else "black"
            place.text(column, row, f"{value:+.2f}", ha="center", va="center", fontsize=7, color=shade)
    place.set(xlabel="known factor", ylabel="axis of latent space")
    place.set_xticks(
        range(len(factors)), [name.replace("_", " ") for name in factors], rotation=30, ha="right", fontsize=8
    )
    place.set_yticks(range(len(shown)), [str(axis) for axis in shown], fontsize=8)
    figure.colorbar(picture, label="correlation")
    return figure


def plot_class_grid(images: Tensor, rows: Sequence[str], columns: Sequence[str], title: str = "") -> Figure:
    """Draw images (R, K, C, S, S): a latent a row, a class a column."""
    figure, axes = grid(images, side=0.6)
    draw_grid(axes, images, rows, columns)
    axes.set_xlabel(title, fontsize=9)
    return figure
