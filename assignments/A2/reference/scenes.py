"""Random boxes and scenes in which no result hangs on rounding: no ties, nothing close to a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from assignments.A2.reference import detection

T = TypeVar("T")

MARGIN = 1e-3  # between an IoU and a threshold
GAP = 1e-5  # between two IoUs that are compared


def draw(make: Callable[[], T], keep: Callable[[T], bool]) -> T:
    """The first draw that is kept."""
    while True:
        if keep(value := make()):
            return value


def boxes(n: int, low: float, high: float, smallest: float, largest: float) -> Tensor:
    """Boxes (n, 4) float64, xyxy: centres in [low, high], sides in [smallest, largest], width and height apart."""
    centres = low + (high - low) * torch.rand(n, 2, dtype=torch.float64)
    sides = smallest + (largest - smallest) * torch.rand(n, 2, dtype=torch.float64)
    return torch.cat((centres - sides / 2, centres + sides / 2), dim=1)


def distinct(n: int) -> Tensor:
    """Scores (n,) float64 in (0, 1), in random order, all different by at least 0.5 / (n + 1)."""
    return (torch.randperm(n).double() + 0.75 + 0.5 * torch.rand(n, dtype=torch.float64)) / (n + 1)


def clear_of(table: Tensor, thresholds: Sequence[float]) -> bool:
    """Whether every IoU keeps its distance from every threshold."""
    return all(bool(((table - threshold).abs() > MARGIN).all()) for threshold in thresholds)


def without_ties(table: Tensor) -> bool:
    """Whether all IoUs above 0 are different."""
    positive = table[table > 0].sort().values
    return bool((positive.diff() > GAP).all())


def around(anchors: Tensor, n: int) -> Tensor:
    """True boxes (n, 4) xyxy, each a disturbed anchor (A, 4) cxcywh: shifted by some pixels, sides changed."""
    chosen = anchors[torch.randperm(len(anchors))[:n]].double()
    shift = chosen[:, 2:] * (torch.rand(n, 2, dtype=torch.float64) - 0.5) * 0.6
    sides = chosen[:, 2:] * torch.exp(0.8 * (torch.rand(n, 2, dtype=torch.float64) - 0.5))
    return detection.corners(torch.cat((chosen[:, :2] + shift, sides), dim=1))
