"""What the checks of E01 compare with: normalisation and the affine relation of augmented clouds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

F64 = torch.float64


def normalised(points: Tensor) -> Tensor:
    """The cloud (N, 3) about its mean with largest norm 1, float64; zeros where all points are equal."""
    cloud = points.to(F64)
    cloud = cloud - torch.stack([axis.sum() / len(cloud) for axis in cloud.T])
    largest = torch.cdist(cloud, torch.zeros(1, 3, dtype=F64)).max()
    return cloud / largest if largest > 0 else cloud


@dataclass(frozen=True)
class Relation:
    """scale (3,) and shift (3,) that lead from one cloud to another, and the largest distance that remains."""

    scale: Tensor
    shift: Tensor
    rest: float


def relation(before: Tensor, after: Tensor) -> Relation:
    """The best scale and shift per axis from `before` (N, 3) to `after` (N, 3), row by row, by least squares."""
    before, after = before.to(F64), after.to(F64)
    centred = before - before.mean(0)
    scale = (centred * (after - after.mean(0))).sum(0) / centred.square().sum(0)
    shift = after.mean(0) - scale * before.mean(0)
    return Relation(scale, shift, float((scale * before + shift - after).abs().max()))


def sorted_rows(cloud: Tensor) -> Tensor:
    """The points (N, 3) in order of x, which a positive scale keeps."""
    return cloud[cloud[:, 0].argsort(stable=True)]


class Choices:
    """All choices of n points of a stored cloud (P, 3), both small, each normalised and in order of x.

    Four points or more of a random cloud leave no doubt about which ones an augmented item shows.
    """

    def __init__(self, stored: Tensor, n: int) -> None:
        self.rows = list(itertools.combinations(range(len(stored)), n))
        self.clouds = torch.stack([sorted_rows(normalised(stored[list(rows)])) for rows in self.rows])

    def find(self, item: Tensor) -> tuple[tuple[int, ...], Relation]:
        """The chosen points of the item (n, 3), and what leads from them, normalised, to it."""
        shown = sorted_rows(item).to(F64)
        centred = self.clouds - self.clouds.mean(1, keepdim=True)
        scale = (centred * (shown - shown.mean(0))).sum(1, keepdim=True) / centred.square().sum(1, keepdim=True)
        rest = scale * centred - (shown - shown.mean(0))
        best = int(rest.abs().amax((1, 2)).argmin())
        return self.rows[best], relation(self.clouds[best], shown)
