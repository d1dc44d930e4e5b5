"""Figures of image-text models: pictures with captions, similarities, depth maps with top-5 tables, shots.

Colours never stand alone: values are written out, the true class is bold or framed, lines differ in style and marker.
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, NullLocator
from torch import Tensor

from kit.plots.mosaic import draw_grid

VIEWS = ("front", "right", "back", "left", "top", "bottom")


def plot_pairs(images: Tensor, captions: Sequence[str], columns: int = 5) -> Figure:
    """Draw images (M, 3, S, S) in rows of `columns`, each above its caption."""
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    size = (1.7 * columns, 1.75 * rows)
    figure, places = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    for place in places.flat:
        place.set(xticks=[], yticks=[])
        place.spines[:].set_visible(False)
    for place, image, caption in zip(places.flat, images, captions, strict=False):
        place.imshow(_pixels(image), interpolation="nearest")
        place.set_xlabel(_folded(caption), fontsize=8)
    return figure


def plot_similarity(
    similarity: Tensor,
    images: Tensor,
    row_names: Sequence[str],
    column_names: Sequence[str],
    label: str | None = None,
) -> Figure:
    """Draw a matrix of images (rows) and texts (columns); a frame marks the column that a row is nearest to.

    Parameters
    ----------
    similarity
        (B, C): cosines, or probabilities, whose rows sum to 1.
    images
        (B, 3, S, S), beside the rows.
    row_names, column_names
        Of B images and C texts; where a row's name is also a column's, that cell is its true one and bold.
    label
        Of the values; None: what they are.
    """
    values = similarity.detach().cpu().float().numpy()
    if label is None:
        label = "probability" if values.min() >= 0 and np.allclose(values.sum(1), 1, atol=1e-3) else "cosine"
    rows, columns = values.shape
    figure, (left, right) = plt.subplots(
        1,
        2,
        figsize=(0.52 * columns + 2.6, 0.42 * rows + 1.2),
        width_ratios=[0.42, 0.52 * columns],
        layout="constrained",
    )
    draw_grid(left, images[:, None], row_names)
    left.set_aspect("auto")
    left.set_ylabel("images")
    picture = right.imshow(values, cmap="Blues", aspect="auto")
    middle = (values.min() + values.max()) / 2
    for row, column in np.ndindex(rows, columns):
        true = row_names[row] == column_names[column]
        shade = "white" if values[row, column] > middle else "black"
        text, weight = _short(float(values[row, column])), "bold" if true else "normal"
        right.text(column, row, text, ha="center", va="center", fontsize=7, color=shade, fontweight=weight)
    for row, column in enumerate(values.argmax(1)):
        right.add_patch(Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, fill=False, linewidth=1.6))
    right.set_xticks(range(columns), list(column_names), rotation=40, ha="right", fontsize=8)
    right.set_yticks([])
    right.set_xlabel("texts")
    figure.colorbar(picture, label=label)
    return figure


def plot_depth_maps(
    depth: Tensor, values: Tensor, indices: Tensor, class_names: Sequence[str], labels: Tensor | Sequence[int]
) -> Figure:
    """Draw the depth maps of clouds, a row a cloud, and beside them the classes with the highest probabilities.

    Parameters
    ----------
    depth
        (B, V, S, S) in [0, 1].
    values, indices
        (B, K): probabilities, falling, and their classes.
    labels
        (B,): the true classes, bold in the table and named at the left.
    """
    clouds, views = depth.shape[:2]
    tables = 2.3  # inches
    figure, places = plt.subplots(
        clouds,
        2,
        figsize=(0.95 * views + tables + 0.8, 0.98 * clouds + 0.3),
        width_ratios=[0.95 * views, tables],
        layout="constrained",
        squeeze=False,
    )
    for number, (maps, table) in enumerate(places):
        true = int(labels[number])
        names = VIEWS[:views] if number == 0 else ()
        draw_grid(maps, depth[number][None, :, None], [class_names[true]], columns=names)
        _table(table, values[number].tolist(), indices[number].tolist(), class_names, true)
    places[-1, 1].set_xlabel("probability", fontsize=8)
    return figure


def plot_shots(
    shots: Sequence[int], accuracies: Tensor | Sequence[float] | Sequence[Sequence[float]], zero_shot: float
) -> Figure:
    """Draw the accuracy against the number of shots (logarithmic), and that without any as a dashed line.

    Parameters
    ----------
    accuracies
        (K,) or (K, runs): with runs, their mean and a line from the lowest to the highest.
    """
    table = torch.as_tensor(accuracies, dtype=torch.float64).reshape(len(shots), -1)
    mean = table.mean(1)
    figure, axes = plt.subplots(figsize=(4.8, 2.9), layout="constrained")
    axes.axhline(zero_shot, linestyle="--", color="C1", label=f"zero-shot: {zero_shot:.2f}")
    spread = torch.stack([mean - table.amin(1), table.amax(1) - mean]).clamp(min=0).numpy()
    label = "few-shot" if table.shape[1] == 1 else f"few-shot, {table.shape[1]} runs"
    axes.errorbar(shots, mean.numpy(), spread if table.shape[1] > 1 else None, fmt="o-", capsize=3, label=label)
    for count, value, above in zip(shots, mean.tolist(), table.amax(1).tolist(), strict=True):
        axes.annotate(f"{value:.2f}", (count, above), (0, 5), textcoords="offset points", ha="center", fontsize=8)
    lowest = min(float(table.min()), zero_shot)
    axes.set(xlabel="shots a class", ylabel="accuracy", xscale="log", ylim=(max(0.0, lowest - 0.1), 1.06))
    axes.xaxis.set_major_locator(FixedLocator(list(shots)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([str(count) for count in shots])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, loc="lower right")
    return figure


def _table(axes: Axes, values: Sequence[float], indices: Sequence[int], names: Sequence[str], true: int) -> None:
    """Names and bars, the highest on top; the true class bold and hatched."""
    places = range(len(values))
    bars = axes.barh(places, values, color="0.8", edgecolor="0.3", height=0.8)
    for place, (value, index) in enumerate(zip(values, indices, strict=True)):
        if index == true:
            bars[place].set(facecolor="C0", hatch="//")
        weight = "bold" if index == true else "normal"
        axes.text(-0.03, place, names[index], ha="right", va="center", fontsize=8, fontweight=weight)
        axes.text(value + 0.02, place, f"{value:.2f}", va="center", fontsize=7)
    axes.set(xlim=(-0.75, 1.25), ylim=(len(values) - 0.5, -0.5))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def _short(value: float) -> str:
    """Two digits without a leading 0, and no minus before .00."""
    text = f"{round(value, 2) + 0.0:.2f}"
    return text.replace("0.", ".") if abs(value) < 0.995 else text


def _pixels(image: Tensor) -> np.ndarray:
    pixels: np.ndarray = image.detach().cpu().float().clamp(0, 1).permute(1, 2, 0).numpy()
    return pixels


def _folded(caption: str, width: int = 18) -> str:
    """Break a long caption at the space nearest to its middle."""
    if len(caption) <= width:
        return caption
    spaces = [place for place, letter in enumerate(caption) if letter == " "]
    middle = min(spaces, key=lambda place: abs(place - len(caption) / 2), default=-1)
    return caption if middle < 0 else f"{caption[:middle]}\n{caption[middle + 1 :]}"
