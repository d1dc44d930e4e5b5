"""Figures of point clouds: clouds, augmentation, critical points, graphs, histories, confusion.

Clouds are raw, (N, 3): x right, y away from the camera, z up. Three-dimensional axes have the same unit everywhere.
Colours never stand alone: markers, sizes and line styles differ too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

STYLES = ("-", "--", "-.", ":")
MARKS = ("o", "s", "^", "x")
SIDE = 1.15  # inches of a small plot
CORNERS = [np.array(corner) for corner in product((-1.0, 1.0), repeat=3)]
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}

Graph = tuple[Tensor, Tensor | None]  # neighbours (N, k) and which of them count, (N, k) bool or None: all


def plot_clouds(points: Tensor, names: Sequence[str], columns: int = 10) -> Figure:
    """Draw clouds, (K, N, 3), each in the cube from -1 to 1, with its name."""
    count = len(points)
    columns = min(columns, count)
    figure, axes = _small(-(-count // columns), columns)
    for place, cloud, name in zip(axes, _array(points), names, strict=False):
        _draw(place, cloud)
        place.set_title(name, fontsize=7, pad=0)
    return figure


def plot_augmented(before: Tensor, after: Tensor, names: Sequence[str]) -> Figure:
    """Draw clouds, (K, N, 3), above what augmentation makes of them, in the same cube from -1 to 1."""
    limit = max(1.0, float(before.abs().max()), float(after.abs().max()))
    figure, axes = _small(2, len(names))
    for row, clouds in enumerate((before, after)):
        for place, cloud in zip(axes[row * len(names) :], _array(clouds), strict=False):
            _draw(place, cloud, limit, framed=True)
    for place, name in zip(axes, names, strict=False):
        place.set_title(name, fontsize=8, pad=0)
    for y, text in ((0.7, "before"), (0.23, "after")):
        figure.text(0.005, y, text, rotation=90, va="center", fontsize=8)
    return figure


def plot_critical_points(points: Tensor, critical: Tensor, names: Sequence[str]) -> Figure:
    """Draw clouds, (K, N, 3), pale, with their critical points, (K, N) bool, as dark squares; counts in the titles."""
    figure, axes = _small(1, len(names), side=2.0)
    for place, cloud, marked, name in zip(axes, _array(points), _array(critical).astype(bool), names, strict=True):
        _draw(place, cloud[~marked], size=5, colour="0.6")
        _fit(place, cloud)
        place.scatter(
            *cloud[marked].T, s=11, c="C3", marker="s", edgecolors="black", linewidths=0.4, depthshade=False, zorder=3
        )
        place.set_title(f"{name}: {marked.sum()} of {len(marked)}", fontsize=8, pad=0)
    return figure


def plot_edges(points: Tensor, graphs: Mapping[str, Graph], centres: Sequence[int]) -> Figure:
    """Draw the edges of some points of one cloud, (N, 3), for each graph, and how many neighbours they have.

    Parameters
    ----------
    graphs
        For each name the neighbours of all points, int64 (N, k), and a mask, bool (N, k), of those that count, or
        None: all. An edge from a point to itself is counted, but cannot be seen.
    centres
        The points whose edges are drawn; each has a mark of its own.
    """
    cloud = _array(points)
    figure, axes = _small(1, len(graphs), side=3.4, base=0.2)
    for place, (name, (neighbours, mask)) in zip(axes, graphs.items(), strict=True):
        _draw(place, cloud, size=5, colour="0.65")
        _fit(place, cloud)
        counts = []
        for number, centre in enumerate(centres):
            ends = _array(neighbours)[centre]
            if mask is not None:
                ends = ends[_array(mask)[centre].astype(bool)]
            counts.append(str(len(ends)))
            colour, style = f"C{number}", STYLES[number % len(STYLES)]
            place.plot(*_lines([(cloud[centre], cloud[end]) for end in ends]), style, c=colour, linewidth=1.2)
            place.scatter(*cloud[ends].T, s=7, c=colour, depthshade=False)
            mark = MARKS[:3][number % 3]
            place.scatter(
                *cloud[centre][:, None], s=30, c=colour, marker=mark, edgecolors="black", depthshade=False, zorder=9
            )
        place.set_title(f"{name}\nneighbours: {', '.join(counts)}", fontsize=8, pad=0)
    return figure


def plot_history(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw loss, accuracies and learning rate against the epoch.

    Parameters
    ----------
    histories
        For each name ``train/loss``, ``train/acc``, ``val/acc`` and ``lr``, one number an epoch.
    """
    figure, (loss, accuracy, rate) = plt.subplots(1, 3, figsize=(8.4, 2.8), layout="constrained")
    for number, (name, history) in enumerate(histories.items()):
        colour, style, mark = f"C{number}", STYLES[number % len(STYLES)], MARKS[number % len(MARKS)]
        epochs = np.arange(1, len(history["train/loss"]) + 1)
        look = {"color": colour, "linestyle": style, "marker": mark, "markersize": 4}
        loss.plot(epochs, history["train/loss"], label=name, **look)
        accuracy.plot(
            epochs, history["train/acc"], label=f"{name}, train", **(look | {"alpha": 0.5, "fillstyle": "none"})
        )
        accuracy.plot(epochs, history["val/acc"], label=f"{name}, validation", **look)
        rate.step(epochs, history["lr"], where="mid", label=name, **look)
    loss.set(ylabel="training loss", ylim=(0, None))
    accuracy.set(ylabel="accuracy", ylim=(0, 1.03))
    rate.set(ylabel="learning rate", ylim=(0, None))
    for axes in (loss, accuracy, rate):
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
    lines = accuracy.get_lines()
    figure.legend(handles=lines, loc="outside lower center", ncols=min(len(lines), 4), fontsize=7, frameon=False)
    return figure


def plot_confusion(confusion: Tensor, recall: Tensor, names: Sequence[str], worst: int = 5) -> Figure:
    """Draw a confusion matrix and, beside it, the classes that are found least and what they are taken for.

    Parameters
    ----------
    confusion
        Counts, (C, C), rows actual, columns predicted.
    recall
        Of each class, (C,); nan: the class does not occur.
    """
    counts, shares = _array(confusion).astype(int), _array(recall).astype(float)
    figure, (axes, beside) = plt.subplots(1, 2, figsize=(8.4, 5.2), width_ratios=(1.5, 1), layout="constrained")
    picture = axes.imshow(counts, cmap="Greys", norm=PowerNorm(0.5, 0, max(1, counts.max())))
    size = 6 if len(names) > 20 else 8
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=size)
    axes.set_yticks(range(len(names)), names, fontsize=size)
    axes.set(xlabel="predicted", ylabel="actual")
    axes.set_xticks(np.arange(len(names)) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(names)) - 0.5, minor=True)
    axes.grid(which="minor", color="0.92", linewidth=0.4)
    axes.tick_params(which="both", length=0)
    figure.colorbar(picture, ax=axes, shrink=0.5, label="clouds", location="bottom", pad=0.01)
    lowest = [k for k in np.argsort(shares, kind="stable")[:worst] if not np.isnan(shares[k])]
    for bar, k in enumerate(lowest):
        beside.barh(bar, shares[k], color="0.75", edgecolor="black", hatch="//")
        beside.text(0.02, bar, f"{names[k]}: {shares[k]:.2f}", va="center", fontsize=8, bbox=WHITE)
        beside.text(0, bar + 0.42, _mistakes(counts[k], k, names), va="top", fontsize=7)
    beside.set(xlim=(0, 1), ylim=(max(len(lowest), 1) - 0.2, -0.6), xlabel="recall", yticks=[])
    beside.set_title(f"the {len(lowest)} lowest of {int((~np.isnan(shares)).sum())} classes", fontsize=9)
    beside.spines[["top", "right", "left"]].set_visible(False)
    return figure


def _mistakes(row: np.ndarray, own: int, names: Sequence[str]) -> str:
    """Say which two wrong classes of a row of counts are the most frequent."""
    others = [k for k in np.argsort(-row, kind="stable") if k != own and row[k]][:2]
    return f"taken for {', '.join(f'{names[k]} ({row[k]})' for k in others)}" if others else "no mistake"


def _small(rows: int, columns: int, side: float = SIDE, base: float = 0.0) -> tuple[Figure, list[Any]]:
    """A grid of three-dimensional axes without frames, side by side with little room between."""
    side = min(side, 8.4 / columns)
    height = rows * (side + 0.12) + base
    figure = plt.figure(figsize=(side * columns + 0.2, height))
    axes: list[Any] = []
    for place in range(rows * columns):
        here = figure.add_subplot(rows, columns, place + 1, projection="3d")
        here.set_axis_off()
        axes.append(here)
    figure.subplots_adjust(0.02, 0.0, 1, 1 - (0.16 + base) / height, wspace=0, hspace=0.16 * rows / height)
    return figure, axes


def _draw(
    axes: Any, cloud: np.ndarray, limit: float = 1.0, size: float = 3.0, colour: str = "", framed: bool = False
) -> None:
    """Draw one cloud; without a colour, points get lighter with their distance from the camera."""
    shade = {"c": colour} if colour else {"c": cloud[:, 1], "cmap": "viridis", "vmin": -limit, "vmax": 1.3 * limit}
    axes.scatter(*cloud.T, s=size, linewidths=0, depthshade=False, **shade)
    if framed:
        edges = [(a, b) for a, b in combinations(CORNERS, 2) if np.count_nonzero(a != b) == 1]
        axes.plot(*_lines(edges), c="0.6", linewidth=0.4)
    axes.set(xlim=(-limit, limit), ylim=(-limit, limit), zlim=(-limit, limit))
    axes.set_box_aspect((1, 1, 1), zoom=1.1 if framed else 1.5)
    axes.view_init(elev=18, azim=-62)


def _fit(axes: Any, cloud: np.ndarray) -> None:
    """Let a cloud fill its place; the unit stays the same in all directions. Marks stand before edges and points."""
    low, high = cloud.min(0), cloud.max(0)
    middle, half = (low + high) / 2, np.maximum(high - low, 0.2) / 2
    low, high = middle - half, middle + half
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(low[2], high[2]))
    axes.set_box_aspect(2 * half, zoom=1.0)
    axes.computed_zorder = False


def _lines(edges: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Put separate lines into one, (3, 3 * edges): a nan after each."""
    gap = np.full(3, np.nan)
    return np.array([point for start, end in edges for point in (start, end, gap)]).reshape(-1, 3).T


def _array(values: Tensor) -> np.ndarray:
    array: np.ndarray = values.detach().cpu().numpy()
    return array
