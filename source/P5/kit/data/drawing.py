"""Polygons in a plane, collected first and painted later: turned, sized and moved as a whole.

Coordinates are those of pictures: x to the right, y downwards; an object fills about the square from -1 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import ImageDraw

Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]

_TURN = np.linspace(0, 2 * math.pi, 14, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)


class Drawing:
    """Coloured polygons, the later ones above the earlier ones."""

    def __init__(self) -> None:
        self.parts: list[tuple[np.ndarray, Colour]] = []

    def polygon(self, points: Points, colour: Colour) -> None:
        """Add a filled polygon."""
        self.parts.append((np.array(points, dtype=np.float64), colour))

    def ellipse(self, x: float, y: float, a: float, b: float, colour: Colour) -> None:
        """Add an ellipse with centre (x, y) and half axes a and b."""
        self.parts.append((_CIRCLE * (a, b) + (x, y), colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Add a rectangle."""
        self.polygon(((left, top), (right, top), (right, bottom), (left, bottom)), colour)

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float, colour: Colour) -> None:
        """Add a straight stroke."""
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        dx, dy = -(y2 - y1) / length * width / 2, (x2 - x1) / length * width / 2
        self.polygon(((x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)), colour)

    def paint(self, pen: ImageDraw.ImageDraw, matrix: np.ndarray, offset: np.ndarray) -> None:
        """Paint all parts at ``matrix @ point + offset``; float (2, 2) and (2,)."""
        if not self.parts:
            return
        placed = np.concatenate([points for points, _ in self.parts]) @ matrix.T + offset
        start = 0
        for points, colour in self.parts:
            pen.polygon(placed[start : start + len(points)].ravel().tolist(), fill=colour)
            start += len(points)


def shaded(colour: Colour, factor: float) -> Colour:
    """Return the colour darker (factor below 1) or lighter."""
    red, green, blue = (min(255, max(0, round(part * factor))) for part in colour)
    return red, green, blue


def similar(rng: np.random.Generator, colour: Colour, spread: float) -> Colour:
    """Return a colour near another one: each channel with a normal deviation."""
    red, green, blue = np.clip(colour + rng.normal(0, spread, 3), 0, 255).astype(int).tolist()
    return red, green, blue


def any_colour(rng: np.random.Generator, low: int = 20, high: int = 245) -> Colour:
    """Return an arbitrary colour."""
    red, green, blue = rng.integers(low, high, 3).tolist()
    return red, green, blue
