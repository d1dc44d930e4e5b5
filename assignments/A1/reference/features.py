"""Histograms of oriented gradients, one pixel after the other."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def gradient(image: Tensor, row: int, column: int) -> tuple[float, float]:
    """(gx, gy) of an image (H, W) at one pixel; beyond the border the image repeats its last pixel."""
    last_row, last_column = image.shape[0] - 1, image.shape[1] - 1
    right, left = image[row, min(column + 1, last_column)], image[row, max(column - 1, 0)]
    below, above = image[min(row + 1, last_row), column], image[max(row - 1, 0), column]
    return float(right - left) / 2, float(below - above) / 2


def votes(image: Tensor, bins: int) -> tuple[Tensor, Tensor]:
    """Magnitude and position of the angle in units of a bin, [0, bins), of each pixel: two (H, W) float64."""
    magnitude, position = torch.zeros(2, *image.shape, dtype=torch.float64)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            gx, gy = gradient(image, row, column)
            magnitude[row, column] = math.hypot(gx, gy)
            position[row, column] = math.degrees(math.atan2(gy, gx)) % 180 * bins / 180
    return magnitude, position


def hog(images: Tensor, cell: tuple[int, int], bins: int, shared: bool) -> Tensor:
    """Histograms (N, rows, columns, bins), float64.

    `shared`: each pixel's magnitude is shared linearly between the two nearest bin centres, else it goes
    wholly to its bin.
    """
    count, height, width = images.shape
    result = torch.zeros(count, height // cell[0], width // cell[1], bins, dtype=torch.float64)
    for image, cells in zip(images.double(), result, strict=True):
        magnitude, position = votes(image, bins)
        for row in range(height):
            for column in range(width):
                histogram = cells[row // cell[0], column // cell[1]]
                amount, place = float(magnitude[row, column]), float(position[row, column])
                if not shared:
                    histogram[int(place) % bins] += amount
                    continue
                lower = math.floor(place - 0.5)
                upper_share = place - 0.5 - lower
                histogram[lower % bins] += amount * (1 - upper_share)
                histogram[(lower + 1) % bins] += amount * upper_share
    return result
