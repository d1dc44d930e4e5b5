"""Plain drawn digits: what stands in for handwritten ones where those are missing."""

from __future__ import annotations

import math

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

Point = tuple[float, float]

STROKES: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (((0.5, 0.0), (0.1, 0.25), (0.1, 0.75), (0.5, 1.0), (0.9, 0.75), (0.9, 0.25), (0.5, 0.0)),),
    (((0.3, 0.2), (0.55, 0.0), (0.55, 1.0)),),
    (((0.1, 0.25), (0.4, 0.0), (0.85, 0.15), (0.8, 0.45), (0.1, 1.0), (0.9, 1.0)),),
    (((0.15, 0.05), (0.8, 0.05), (0.45, 0.42), (0.85, 0.65), (0.6, 0.98), (0.1, 0.9)),),
    (((0.65, 1.0), (0.65, 0.0), (0.1, 0.65), (0.95, 0.65)),),
    (((0.85, 0.0), (0.2, 0.0), (0.15, 0.45), (0.7, 0.45), (0.85, 0.75), (0.55, 1.0), (0.1, 0.92)),),
    (((0.75, 0.0), (0.25, 0.4), (0.15, 0.8), (0.5, 1.0), (0.85, 0.8), (0.6, 0.52), (0.18, 0.7)),),
    (((0.1, 0.0), (0.9, 0.0), (0.4, 1.0)),),
    (
        ((0.5, 0.47), (0.2, 0.25), (0.5, 0.0), (0.8, 0.25), (0.5, 0.47)),
        ((0.5, 0.47), (0.12, 0.75), (0.5, 1.0), (0.88, 0.75), (0.5, 0.47)),
    ),
    (((0.8, 0.3), (0.45, 0.5), (0.15, 0.25), (0.5, 0.0), (0.8, 0.2), (0.75, 1.0)),),
)
"""Polylines of the ten digits in a unit square, x to the right and y down."""

SCALE = 4


def drawn_digits(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Draw `n` digits with random slant, size, place and stroke width.

    Returns
    -------
    images, labels
        uint8 (n, 28, 28), white on black, and int64 (n,); the classes take turns, then are shuffled. The same
        seed gives the same digits.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % 10)
    images = np.stack([_draw(int(label), rng) for label in labels]) if n else np.zeros((0, 28, 28), np.uint8)
    return torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))


def _draw(label: int, rng: np.random.Generator) -> np.ndarray:
    """One digit, uint8 (28, 28): drawn four times as large, then averaged."""
    angle, slant = math.radians(rng.uniform(-12, 12)), rng.uniform(-0.25, 0.25)
    width, height = rng.uniform(10, 15), rng.uniform(17, 20)
    right, down = 14 + rng.uniform(-2, 2, size=2)
    cos, sin = math.cos(angle), math.sin(angle)

    def place(point: Point) -> Point:
        x, y = (point[0] - 0.5) * width, (point[1] - 0.5) * height
        x -= slant * y
        return SCALE * (cos * x - sin * y + right), SCALE * (sin * x + cos * y + down)

    canvas = Image.new("L", (28 * SCALE, 28 * SCALE))
    pen, thick = ImageDraw.Draw(canvas), round(SCALE * rng.uniform(1.6, 3.0))
    for stroke in STROKES[label]:
        wobbled = [place((x + rng.normal(0, 0.03), y + rng.normal(0, 0.03))) for x, y in stroke]
        pen.line(wobbled, fill=255, width=thick, joint="curve")
    return np.asarray(canvas.resize((28, 28), Image.Resampling.BOX))
