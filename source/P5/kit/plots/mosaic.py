"""Many small images in one picture: what all figures of generated images are made of."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

GAP = 0.08  # between images, in units of their side
WIDTH = 8.4  # of a figure, in inches, at most
NAMES = 1.1  # inches for the names of rows


def grid(images: Tensor, side: float = 0.8, named: bool = True) -> tuple[Figure, Axes]:
    """Make a figure for `draw_grid` of images (R, K, C, H, W), each `side` inches wide where there is room."""
    rows, columns = images.shape[:2]
    side = min(side, (WIDTH - NAMES) / columns)
    size = (side * columns + (NAMES if named else 0.2), side * rows * images.shape[3] / images.shape[4] + 0.45)
    figure, axes = plt.subplots(figsize=size, layout="constrained")
    return figure, axes


def draw_grid(
    axes: Axes, images: Tensor, rows: Sequence[str] = (), columns: Sequence[str] = (), below: Sequence[str] = ()
) -> None:
    """Draw images with their names.

    Parameters
    ----------
    images
        (R, K, C, H, W) in [0, 1], C 1 or 3; values outside are cut.
    rows, columns, below
        Names of the R rows, and of the K columns above and below; empty: none.
    """
    count, across, _, height, width = images.shape
    pixels = images.detach().cpu().float().clamp(0, 1).expand(-1, -1, 3, -1, -1)
    gap = max(1, round(GAP * width))
    framed = F.pad(pixels.flatten(0, 1), (0, gap, 0, gap), value=1.0).unflatten(0, (count, across))
    whole = framed.permute(0, 3, 1, 4, 2).reshape(count * (height + gap), across * (width + gap), 3)
    axes.imshow(whole[:-gap, :-gap].numpy(), interpolation="nearest")
    middle_x = [k * (width + gap) + (width - 1) / 2 for k in range(across)]
    middle_y = [k * (height + gap) + (height - 1) / 2 for k in range(count)]
    axes.set_xticks(middle_x if below else [], list(below), fontsize=8)
    axes.set_yticks(middle_y if rows else [], list(rows), fontsize=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if columns:
        top = axes.secondary_xaxis("top")
        top.set_xticks(middle_x, list(columns), fontsize=8)
        top.tick_params(length=0, pad=1)
        top.spines[:].set_visible(False)


def one_size(rows: Sequence[Tensor]) -> Tensor:
    """Stack rows of images (K, C, H, W), cut to the shortest, to (R, K, C, H, W)."""
    shortest = min(len(row) for row in rows)
    return torch.stack([row[:shortest].detach().cpu().float() for row in rows])
