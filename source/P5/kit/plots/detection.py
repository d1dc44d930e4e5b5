"""Figures of A2's detector: boxes on images, anchors and their labels, detections, precision and recall.

All boxes are corners, xyxy (N, 4), in pixels. Kinds of boxes differ in line style as well as in colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from torch import Tensor

TRUE, POSITIVE, IGNORED, BACKGROUND = "#f0e442", "#009e73", "#e69f00", "#56b4e9"
Line = Literal["-", "--", "-.", ":"]

LINES: tuple[Line, ...] = ("-", "--", "-.", ":")
SHAPES = ("tall", "wide", "square")


def plot_clutter(
    images: Sequence[Tensor], boxes: Sequence[Tensor], labels: Sequence[Tensor], columns: int = 6
) -> Figure:
    """Draw scenes, (H, W) or (1, H, W), with their boxes and digits."""
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(1.5 * columns, 1.5 * rows), layout="constrained", squeeze=False)
    for place in axes.flat:
        place.axis("off")
    for place, image, corners, digits in zip(axes.flat, images, boxes, labels, strict=False):
        _show(place, image)
        for box, digit in zip(corners.tolist(), digits.tolist(), strict=True):
            _draw(place, box, TRUE, text=str(digit))
    return figure


def plot_cell_anchors(image: Tensor, anchors: Tensor, stride: int = 8) -> Figure:
    """Draw the anchors (K, 4) of one cell on an image, with the grid of the cells."""
    figure, (axes, words) = plt.subplots(1, 2, figsize=(5.6, 3.2), width_ratios=(3, 2), layout="constrained")
    _show(axes, image)
    height, width = image.shape[-2:]
    axes.vlines(np.arange(stride, width, stride) - 0.5, -0.5, height - 0.5, color="0.4", linewidth=0.5)
    axes.hlines(np.arange(stride, height, stride) - 0.5, -0.5, width - 0.5, color="0.4", linewidth=0.5)
    handles = []
    for number, (box, line) in enumerate(zip(anchors.tolist(), LINES, strict=False)):
        name = SHAPES[number] if len(anchors) == len(SHAPES) else f"shape {number}"
        wide, tall = box[2] - box[0], box[3] - box[1]
        colour = (POSITIVE, IGNORED, BACKGROUND, TRUE)[number]
        _draw(axes, box, colour, line)
        handles.append(Line2D([], [], color=colour, linestyle=line, label=f"{name}: w {wide:.1f}, h {tall:.1f}"))
    x, y = float(anchors[0, 0] + anchors[0, 2]) / 2, float(anchors[0, 1] + anchors[0, 3]) / 2
    axes.plot(x - 0.5, y - 0.5, "+", color="white", markersize=9)
    handles.append(Line2D([], [], color="0.5", linestyle="none", marker="+", label=f"centre ({x:g}, {y:g})"))
    axes.set(xlabel="x in pixels", ylabel="y in pixels")
    words.axis("off")
    words.legend(handles=handles, fontsize=8, loc="center left", frameon=False)
    return figure


def plot_anchor_labels(image: Tensor, anchors: Tensor, labels: Tensor, true_boxes: Tensor, every: int = 12) -> Figure:
    """Draw the anchors (A, 4) of one image by their label, int64 (A,): positive, ignored, background.

    Parameters
    ----------
    every
        Of the background only one anchor in so many is drawn.
    """
    kinds: tuple[tuple[str, Tensor, str, Line], ...] = (
        ("positive", labels >= 0, POSITIVE, "-"),
        ("ignored", labels == -2, IGNORED, "--"),
        (f"background (one in {every})", labels == -1, BACKGROUND, ":"),
    )
    figure, axes = plt.subplots(1, 3, figsize=(8.4, 3), layout="constrained")
    for place, (name, kind, colour, line) in zip(axes, kinds, strict=True):
        _show(place, image)
        place.set_title(f"{name}: {int(kind.sum())} of {len(labels)}", fontsize=9)
        for box in anchors[kind][:: every if line == ":" else 1].tolist():
            _draw(place, box, colour, line, 1.2)
        for box in true_boxes.tolist():
            _draw(place, box, TRUE, "-", 2.5)
        place.set(xticks=[], yticks=[])
    axes[0].legend(handles=[Line2D([], [], color=TRUE, linewidth=2.5, label="true box")], fontsize=8, loc="lower left")
    return figure


def plot_detections(
    image: Tensor,
    before: Mapping[str, Tensor],
    after: Mapping[str, Tensor],
    true_boxes: Tensor,
    score: float = 0.1,
) -> Figure:
    """Draw what `kit.detection.detect` found in one image before and after suppression, from a score upwards."""
    figure, axes = plt.subplots(1, 2, figsize=(6.6, 3.4), layout="constrained")
    for place, name, found in zip(axes, ("before NMS", "after NMS"), (before, after), strict=True):
        _show(place, image)
        kept = (found["scores"] >= score).cpu()
        boxes, digits, scores = (found[key].cpu()[kept] for key in ("boxes", "labels", "scores"))
        place.set_title(f"{name}: {len(boxes)} boxes", fontsize=9)
        for box in true_boxes.tolist():
            _draw(place, box, TRUE, ":", 2)
        for box, digit, value in zip(boxes.tolist(), digits.tolist(), scores.tolist(), strict=True):
            _draw(place, box, BACKGROUND, "-", 1.2, f"{digit}: {value:.2f}" if name == "after NMS" else "")
        place.set(xticks=[], yticks=[])
    styles: tuple[tuple[str, Line, str], ...] = (
        (TRUE, ":", "true box"),
        (BACKGROUND, "-", f"found, score at least {score:g}"),
    )
    handles = [Line2D([], [], color=colour, linestyle=line, label=name) for colour, line, name in styles]
    figure.legend(handles=handles, fontsize=8, loc="outside lower center", ncols=2, facecolor="0.3", labelcolor="white")
    return figure


def plot_precision_recall(precision: Tensor, recall: Tensor, label: str, ap: float | None = None) -> Figure:
    """Draw precision against recall for falling scores, both (points,)."""
    figure, axes = plt.subplots(figsize=(4.2, 3), layout="constrained")
    title = label if ap is None else f"{label}: AP {ap:.2f}"
    axes.plot(recall.tolist(), precision.tolist(), "o-", markersize=3)
    axes.set(xlabel="recall: true boxes found", ylabel="precision: boxes that are right", title=title)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.05))
    axes.grid(color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def plot_overlap(
    shifts: Tensor | Sequence[float],
    values: Mapping[str, Tensor] | Mapping[str, Sequence[float]],
    width: float | None = None,
) -> Figure:
    """Draw measures of overlap of a box with the same box shifted; from the shift `width` on both are disjoint."""
    figure, axes = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
    for (name, line_values), line in zip(values.items(), LINES, strict=False):
        axes.plot([float(x) for x in shifts], [float(y) for y in line_values], linestyle=line, label=name)
    if width is not None:
        axes.axvline(width, color="0.6", linewidth=0.8)
        axes.text(width, axes.get_ylim()[1], " disjoint", va="top", fontsize=8, color="0.3")
    axes.set(xlabel="shift in pixels", ylabel="overlap")
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _show(axes: Axes, image: Tensor) -> None:
    axes.imshow(image.detach().cpu().squeeze().numpy(), cmap="gray")


def _draw(
    axes: Axes, box: Sequence[float], colour: str, line: Line = "-", thickness: float = 1.5, text: str = ""
) -> None:
    """A box; pixel i covers i to i + 1 in box coordinates, but i - 0.5 to i + 0.5 in imshow's."""
    x1, y1, x2, y2 = (value - 0.5 for value in box)
    axes.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, color=colour, linestyle=line, linewidth=thickness))
    if text:
        high = y1 > 6
        words = axes.text(x1, y1 if high else y2, text, color=colour, fontsize=8, va="bottom" if high else "top")
        words.set_bbox({"facecolor": "black", "alpha": 0.7, "linewidth": 0, "pad": 0.5})
