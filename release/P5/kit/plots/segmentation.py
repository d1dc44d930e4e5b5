"""Figures of A2's segmentation: masks over images, crops, weights, curves, confusion matrices, predictions.

Colours never stand alone: classes differ in brightness and hatching, curves in line style and marker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from PIL import Image
from torch import Tensor

from kit.data.pictures import image_to_tensor, mask_to_tensor

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKS = ("o", "s", "^", "x", "D")
HATCHES = ("", "//", "xx", "..", "\\\\")
PADDING = 2

# person 1, 2, ... of an instance mask
PEOPLE = ListedColormap(["#e69f00", "#56b4e9", "#f0e442", "#d55e00", "#cc79a7", "#009e73"])

Picture = Tensor | Image.Image


def plot_scenes(images: Sequence[Picture], masks: Sequence[Picture], titles: Sequence[str] | None = None) -> Figure:
    """Draw images above the same images with their masks laid over (opacity 0.5), one colour an id.

    Parameters
    ----------
    images, masks
        float (3, H, W) in [0, 1] and integer (H, W), or PIL pictures; sizes may differ.
    titles
        Of the columns; None: the size and the number of ids.
    """
    figure, axes = _grid(2, len(images), width=1.9, height=1.55)
    for column, (image, mask) in enumerate(zip(images, masks, strict=True)):
        ids = _labels(mask)
        axes[0, column].imshow(_pixels(image))
        axes[1, column].imshow(_pixels(image))
        axes[1, column].imshow(_shown(ids), cmap=PEOPLE, vmin=1, vmax=PEOPLE.N, alpha=0.5, interpolation="nearest")
        height, width = ids.shape
        people = len(np.unique(ids[ids > 0]))
        title = titles[column] if titles else f"{height} x {width}, ids 0 to {people}"
        axes[0, column].set_title(title, fontsize=9)
    _name_rows(axes, ("image", "with mask"))
    return figure


def plot_crops(items: Sequence[tuple[str, Mapping[str, Tensor]]]) -> Figure:
    """Draw items (name, {image, mask}) in one scale; pedestrians tinted, padding (label 2) hatched."""
    shapes = [item["mask"].shape for _, item in items]
    height, width = max(shape[0] for shape in shapes), max(shape[1] for shape in shapes)
    figure, axes = _grid(1, len(items), width=2.3, height=2.3 * height / width)
    for place, (name, item) in zip(axes[0], items, strict=True):
        labels = _labels(item["mask"])
        place.imshow(_pixels(item["image"]))
        _tint(place, labels == 1)
        _hatch(place, labels == PADDING, "//")
        place.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        place.set_title(f"{name}: {labels.shape[0]} x {labels.shape[1]}", fontsize=9)
        for side in place.spines.values():
            side.set(visible=True, color="0.8")
    return figure


def plot_class_weights(counts: Tensor, weights: Mapping[str, Tensor], names: Sequence[str]) -> Figure:
    """Draw pixels per class (C,), and the weight (C,) of each class, one group of bars a name."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.7), layout="constrained")
    places = np.arange(len(names))
    bars = left.bar(places, counts.tolist(), color="0.6", edgecolor="black", width=0.6)
    left.bar_label(bars, [f"{share:.1%}" for share in (counts / counts.sum()).tolist()], fontsize=8)
    left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    left.set(ylabel="pixels", ylim=(0, 1.15 * float(counts.max())))
    wide = 0.8 / len(weights)
    for number, ((name, values), hatch) in enumerate(zip(weights.items(), HATCHES, strict=False)):
        shift = (number - (len(weights) - 1) / 2) * wide
        drawn = right.bar(
            places + shift, values.tolist(), wide, label=name, hatch=hatch, edgecolor="black", color=f"C{number}"
        )
        right.bar_label(drawn, fmt="%.2f", fontsize=8)
    right.set(ylabel="weight in the loss")
    right.margins(y=0.15)
    right.legend(fontsize=8)
    for axes in (left, right):
        axes.set_xticks(places, names)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def plot_upsampling(kernel: Tensor, checkerboard: Tensor) -> Figure:
    """Draw a kernel (k, k) with its values, and an enlarged map (H, W) with the pattern of uneven overlap."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3), layout="constrained")
    values = kernel.detach().cpu().numpy()
    left.imshow(values, cmap="gray", vmin=0, vmax=float(values.max()))
    for row, column in np.ndindex(*values.shape):
        value = float(values[row, column])
        shade = "black" if value > 0.5 * float(values.max()) else "white"
        left.text(column, row, f"{value:.2g}", ha="center", va="center", color=shade, fontsize=8)
    left.set(title="bilinear kernel", xlabel="column", ylabel="row", xticks=[], yticks=[])
    shown = right.imshow(checkerboard.detach().cpu().numpy(), cmap="gray")
    right.set(title="checkerboard", xlabel="column", ylabel="row")
    figure.colorbar(shown, ax=right, label="value", shrink=0.85, ticks=MaxNLocator(4, integer=True))
    for axis in (right.xaxis, right.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True))
    return figure


def plot_curves(
    histories: Mapping[str, Mapping[str, Sequence[float]]], labels: Mapping[str, str] | None = None
) -> Figure:
    """Draw one panel a quantity against the epoch, one line a named history.

    Parameters
    ----------
    histories
        For each name the same quantities, for example ``{"loss": [...], "val_miou": [...]}``.
    labels
        What to write at the axis of a quantity instead of its key.
    """
    quantities = list(next(iter(histories.values())))
    figure, panels = plt.subplots(
        1, len(quantities), figsize=(3.5 * len(quantities), 2.8), layout="constrained", squeeze=False
    )
    for place, quantity in zip(panels[0], quantities, strict=True):
        for (name, history), line, mark in zip(histories.items(), LINES, MARKS, strict=False):
            values = history[quantity]
            place.plot(range(1, len(values) + 1), values, linestyle=line, marker=mark, markersize=4, label=name)
        place.set(xlabel="epoch", ylabel=(labels or {}).get(quantity, quantity))
        place.xaxis.set_major_locator(MaxNLocator(integer=True))
        place.spines[["top", "right"]].set_visible(False)
    if len(histories) > 1:
        panels[0, 0].legend(fontsize=8)
    return figure


def plot_confusion(matrix: Tensor, names: Sequence[str], title: str = "") -> Figure:
    """Draw a confusion matrix, int64 (C, C), rows actual: shares of each row as brightness, counts as numbers."""
    share = (matrix / matrix.sum(1, keepdim=True).clamp(min=1)).cpu().numpy()
    side = 1.6 + 0.75 * len(names)
    figure, axes = plt.subplots(figsize=(side + 0.8, side), layout="constrained")
    shown = axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*matrix.shape):
        part = float(share[row, column])
        text = f"{int(matrix[row, column]):,}\n{part:.1%}"
        axes.text(column, row, text, ha="center", va="center", fontsize=9, color="white" if part > 0.6 else "black")
    axes.set(xlabel="predicted", ylabel="actual", title=title)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names, rotation=90, va="center")
    figure.colorbar(shown, label="share of the actual class", shrink=0.85)
    return figure


def plot_predictions(
    images: Sequence[Picture], truths: Sequence[Picture], predictions: Mapping[str, Sequence[Tensor]]
) -> Figure:
    """Draw images with the true labels (left) and with those of each named network.

    Parameters
    ----------
    images
        float (3, H, W) in [0, 1], not normalised.
    truths, predictions
        int64 (H, W) in {0, 1}, and 2 for padding in a truth, which is hatched everywhere. A network's column tells
        its errors apart: missed pedestrians crossed, false ones dotted.
    """
    figure, axes = _grid(len(images), 1 + len(predictions), width=2.3, height=1.85)
    for row, (image, truth) in enumerate(zip(images, truths, strict=True)):
        actual = _labels(truth)
        for place in axes[row]:
            place.imshow(_pixels(image))
            _hatch(place, actual == PADDING, "//")
        _tint(axes[row, 0], actual == 1)
        for place, (name, labels) in zip(axes[row, 1:], predictions.items(), strict=True):
            found = (_labels(labels[row]) == 1) & (actual != PADDING)
            _tint(place, found)
            _hatch(place, (actual == 1) & ~found, "xxxx")
            _hatch(place, found & (actual == 0), "....")
            both, either = ((actual == 1) & found).sum(), ((actual == 1) | found).sum()
            place.set_title(f"{name}: IoU {both / max(1, either):.2f}", fontsize=9)
        axes[row, 0].set_title("truth", fontsize=9)
    figure.supxlabel("tinted: pedestrian; crossed: missed; dotted: no pedestrian there", fontsize=9)
    return figure


def plot_batch_iou(means: Mapping[int, float], dataset: float) -> Figure:
    """Draw the mean of the batches' mIoU for each batch size, and the mIoU of the whole data set as a line."""
    figure, axes = plt.subplots(figsize=(4.4, 2.7), layout="constrained")
    places = range(len(means))
    bars = axes.bar(places, list(means.values()), color="0.75", edgecolor="black", width=0.6, label="mean over batches")
    axes.bar_label(bars, fmt="%.3f", fontsize=8, label_type="center")
    axes.axhline(dataset, linestyle="--", color="black", label=f"one matrix: {dataset:.3f}")
    axes.set_xticks(places, [str(size) for size in means])
    values = [*means.values(), dataset]
    margin = max(0.02, max(values) - min(values))
    axes.set(xlabel="batch size", ylabel="mIoU", ylim=(max(0, min(values) - margin), max(values) + margin))
    axes.legend(fontsize=8, loc="lower center", ncols=2, bbox_to_anchor=(0.5, 1))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def panel(image: Tensor, truth: Tensor, prediction: Tensor) -> Tensor:
    """Image, truth and prediction side by side for TensorBoard: uint8 (3, H, 3 W).

    Parameters
    ----------
    image, truth, prediction
        float (3, H, W) in [0, 1], not normalised; int64 (H, W); int64 (H, W). Pedestrians are tinted.
    """
    plain = image.detach().cpu()
    tint = torch.tensor([1.0, 0.6, 0.0])[:, None, None]
    tinted = [torch.where(labels.cpu() == 1, (plain + tint) / 2, plain) for labels in (truth, prediction)]
    return (torch.cat([plain, *tinted], 2).clamp(0, 1) * 255).round().to(torch.uint8)


def _grid(rows: int, columns: int, width: float, height: float) -> tuple[Figure, np.ndarray]:
    """Places for pictures, without ticks and frames."""
    figure, axes = plt.subplots(
        rows, columns, figsize=(width * columns, height * rows + 0.3), layout="constrained", squeeze=False
    )
    for place in axes.flat:
        place.set(xticks=[], yticks=[])
        place.spines[:].set_visible(False)
    return figure, axes


def _name_rows(axes: np.ndarray, names: Sequence[str]) -> None:
    for place, name in zip(axes[:, 0], names, strict=True):
        place.set_ylabel(name, fontsize=9)


def _pixels(image: Picture) -> np.ndarray:
    """Pixels for imshow, float (H, W, 3)."""
    values = image_to_tensor(image) if isinstance(image, Image.Image) else image.detach().cpu().float()
    return values.permute(1, 2, 0).clamp(0, 1).numpy()


def _labels(mask: Picture) -> np.ndarray:
    """Labels as integers, (H, W)."""
    return (mask_to_tensor(mask) if isinstance(mask, Image.Image) else mask.detach().cpu()).long().numpy()


def _shown(ids: np.ndarray) -> np.ndarray:
    """Ids without the background, which stays transparent; ids beyond the colours start again."""
    wrapped = (ids - 1) % PEOPLE.N + 1
    return np.ma.masked_where(ids == 0, wrapped)


def _tint(axes: Axes, where: np.ndarray) -> None:
    shown = np.ma.masked_where(~where, np.ones(where.shape))
    axes.imshow(shown, cmap=PEOPLE, vmin=1, vmax=PEOPLE.N, alpha=0.5, interpolation="nearest")


def _hatch(axes: Axes, where: np.ndarray, pattern: str) -> None:
    """Hatch the pixels of `where`."""
    if where.any():
        filled = axes.contourf(where, levels=[0.5, 1.5], colors="none", hatches=[pattern])
        filled.set_edgecolor("0.8")
        filled.set_linewidth(0)
