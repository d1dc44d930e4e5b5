"""Surfaces from which the shapes of `kit.data.shapes` are put together: each has an area and can be sampled evenly.

z points up, x to the right, y away from the front camera. Every function returns a list of surfaces, so that a shape
is a sum of lists.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Rng = np.random.Generator
Point = Sequence[float] | np.ndarray

TINY = 1e-4  # what a thickness of zero becomes
AXES = {"x": (1, 2, 0), "y": (2, 0, 1), "z": (0, 1, 2)}
"""Where the two directions across and the one along an axis go."""


class Surface(NamedTuple):
    """A piece of a surface.

    Attributes
    ----------
    area
        Its size; a shape's points are shared out in proportion to it.
    sample
        Called with a generator and a count, gives so many points on it, float64 (count, 3).
    """

    area: float
    sample: Callable[[Rng, int], np.ndarray]


Solid = list[Surface]


def sample(solid: Solid, rng: Rng, count: int) -> np.ndarray:
    """Draw `count` points from all surfaces in proportion to their areas, float64 (count, 3), surface by surface."""
    areas = np.array([surface.area for surface in solid])
    shares = rng.multinomial(count, areas / areas.sum())
    return np.concatenate([surface.sample(rng, n) for surface, n in zip(solid, shares, strict=True) if n])


def box(centre: Point, sizes: Point, faces: str = "xXyYzZ") -> Solid:
    """Sides of a box; `faces` says which, the small letter is the side at the low end of its axis."""
    middle, size = np.asarray(centre, float), np.maximum(np.asarray(sizes, float), TINY)
    solid: Solid = []
    for face in faces:
        first, second, axis = AXES[face.lower()]
        corner = middle - size / 2
        if face.isupper():
            corner[axis] += size[axis]
        edges = np.zeros((2, 3))
        edges[0, first], edges[1, second] = size[first], size[second]
        solid.append(_spanned(corner, edges))
    return solid


def parallelogram(corner: Point, second: Point, third: Point) -> Solid:
    """A flat piece with three of its corners; the fourth lies opposite the first."""
    start, b, c = (np.asarray(point, float) for point in (corner, second, third))
    return [_spanned(start, np.stack([b - start, c - start]))]


def triangle(corner: Point, second: Point, third: Point) -> Solid:
    """A flat piece with three corners."""
    start, b, c = (np.asarray(point, float) for point in (corner, second, third))
    return [_spanned(start, np.stack([b - start, c - start]), half=True)]


def frustum(
    start: Point, radius: float, end_radius: float, length: float, axis: str = "z", ends: str = "both"
) -> Solid:
    """A cylinder or cone's frustum.

    Parameters
    ----------
    start
        Centre of its first end; from there it runs along `axis`.
    radius, end_radius
        Radii at the first and at the other end.
    ends
        Which ends are closed by discs: "both", "first", "last" or "none".
    """
    centre, grows = np.asarray(start, float), end_radius - radius

    def side(rng: Rng, count: int) -> np.ndarray:
        along = rng.random(count)
        if abs(grows) > 1e-6:  # even over the slope: more points where it is wide
            along = (np.sqrt(radius**2 + along * (end_radius**2 - radius**2)) - radius) / grows
        return _around(rng, centre, radius + grows * along, length * along, axis)

    solid = [Surface(math.pi * (radius + end_radius) * math.hypot(length, grows), side)]
    if ends in ("both", "first"):
        solid += _disc(centre, radius, 0.0, axis)
    if ends in ("both", "last"):
        solid += _disc(centre, end_radius, length, axis)
    return solid


def lathe(heights: Sequence[float], radii: Sequence[float]) -> Solid:
    """What a profile of heights and radii sweeps when it turns about the z axis."""
    solid: Solid = []
    for k in range(len(heights) - 1):
        rise = max(heights[k + 1] - heights[k], TINY)
        solid += frustum((0, 0, heights[k]), radii[k], radii[k + 1], rise, ends="none")
    return solid


def ellipsoid(centre: Point, radii: Point, half: str = "") -> Solid:
    """An ellipsoid, or its "upper" or "lower" `half`; even in the angles, not quite in the area."""
    middle, radius = np.asarray(centre, float), np.asarray(radii, float)

    def points(rng: Rng, count: int) -> np.ndarray:
        directions = rng.normal(size=(count, 3))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        if half:
            directions[:, 2] = np.abs(directions[:, 2]) * (1 if half == "upper" else -1)
        outside: np.ndarray = middle + directions * radius
        return outside

    a, b, c = radius**1.6  # Thomsen's formula, within 1.1 per cent
    area = 4 * math.pi * ((a * b + a * c + b * c) / 3) ** (1 / 1.6)
    return [Surface(area / 2 if half else area, points)]


def legs(width: float, depth: float, height: float, thickness: float, round_ones: bool = False) -> list[Solid]:
    """Four legs below the corners of a rectangle around the z axis, each a solid of its own."""
    solids = []
    for x in (-(width - thickness) / 2, (width - thickness) / 2):
        for y in (-(depth - thickness) / 2, (depth - thickness) / 2):
            solids.append(
                frustum((x, y, 0), thickness / 2, thickness / 2, height)
                if round_ones
                else box((x, y, height / 2), (thickness, thickness, height))
            )
    return solids


def _spanned(corner: np.ndarray, edges: np.ndarray, half: bool = False) -> Surface:
    """The parallelogram of two edges, (2, 3), at a corner, or the half of it that is a triangle."""

    def points(rng: Rng, count: int) -> np.ndarray:
        places = rng.random((count, 2))
        if half:
            beyond = places.sum(1) > 1
            places[beyond] = 1 - places[beyond]
        inside: np.ndarray = corner + places @ edges
        return inside

    area = math.sqrt(max(float(edges[0] @ edges[0] * (edges[1] @ edges[1]) - (edges[0] @ edges[1]) ** 2), 0.0))
    return Surface(area / 2 if half else area, points)


def _disc(centre: np.ndarray, radius: float, height: float, axis: str) -> Solid:
    def points(rng: Rng, count: int) -> np.ndarray:
        return _around(rng, centre, radius * np.sqrt(rng.random(count)), np.full(count, height), axis)

    return [Surface(math.pi * radius**2, points)] if radius > 1e-3 else []


def _around(rng: Rng, centre: np.ndarray, radii: np.ndarray, heights: np.ndarray, axis: str) -> np.ndarray:
    """Points at random angles about an axis."""
    angles = 2 * math.pi * rng.random(len(radii))
    first, second, along = AXES[axis]
    points = np.empty((len(radii), 3))
    points[:, first], points[:, second], points[:, along] = radii * np.cos(angles), radii * np.sin(angles), heights
    return centre + points
