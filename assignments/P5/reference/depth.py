"""Depth maps, point by point in plain numbers."""

from __future__ import annotations

import math

import torch
from torch import Tensor

RIGHT = ((1, 0, 0), (0, 1, 0), (-1, 0, 0), (0, -1, 0), (1, 0, 0), (1, 0, 0))
UP = ((0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 1, 0), (0, -1, 0))
CAMERA = ((0, -1, 0), (1, 0, 0), (0, 1, 0), (-1, 0, 0), (0, 0, 1), (0, 0, -1))
VIEWS = ("front", "right", "back", "left", "top", "bottom")


def place(point: list[float], view: int, size: int) -> tuple[int, int, float]:
    """Row, column and value of one point in one view."""
    a, b, d = (sum(p * q for p, q in zip(point, axis[view], strict=True)) for axis in (RIGHT, UP, CAMERA))
    column, row = (min(max(math.floor(share / 2 * size), 0), size - 1) for share in (a + 1, 1 - b))
    return row, column, 0.2 + 0.8 * min(max((d + 1) / 2, 0.0), 1.0)


def project(points: Tensor, size: int = 32) -> Tensor:
    """(B, N, 3) to (B, 6, size, size)."""
    maps = [[[[0.0] * size for _ in range(size)] for _ in VIEWS] for _ in points]
    for cloud, pictures in zip(points.tolist(), maps, strict=True):
        for view, picture in enumerate(pictures):
            for point in cloud:
                row, column, value = place(point, view, size)
                picture[row][column] = max(picture[row][column], value)
    return torch.tensor(maps, dtype=points.dtype)


def stack(depth: Tensor) -> Tensor:
    """(B, V, H, W) to (B*V, 3, H, W), cloud by cloud."""
    return torch.stack([torch.stack([view, view, view]) for cloud in depth for view in cloud])
