"""Furniture of the generated shapes (`kit.data.shapes`): each function draws its dimensions anew.

Lengths are about metres, z is up, the front looks at the camera (towards -y). Classes share parts on purpose: desks
and tables, dressers and night stands, bookshelves and wardrobes are hard to tell apart.
"""

from __future__ import annotations

import math
from itertools import chain

import numpy as np

from kit.data.surfaces import Rng, Solid, box, ellipsoid, frustum, lathe, legs, parallelogram

SIDES = (-1, 1)


def bed(rng: Rng) -> Solid:
    """With one or two pillows, a head board, now and then a foot board."""
    width, depth, height = rng.uniform(1, 1.6), rng.uniform(1.9, 2.1), rng.uniform(0.3, 0.5)
    solid = box((0, 0, height), (width, depth, 0.25))
    solid += box((0, depth / 2, height + rng.uniform(0.2, 0.4)), (width, 0.06, rng.uniform(0.7, 1.1)))
    solid += _joined(legs(width, depth, height - 0.1, 0.08))
    for x in (-0.25, 0.25) if width > 1.25 else (0.0,):
        solid += ellipsoid((x * width, depth * 0.36, height + 0.18), (width * 0.18, 0.17, 0.08))
    if _coin(rng):
        solid += box((0, -depth / 2, height), (width, 0.06, 0.5))
    return solid


def bench(rng: Rng) -> Solid:
    """On two blocks, mostly with three boards behind."""
    width, height = rng.uniform(1.4, 2.2), rng.uniform(0.4, 0.5)
    solid = box((0, 0, height), (width, 0.4, 0.06))
    for x in (-0.4, 0.4):
        solid += box((x * width, 0, height / 2), (0.08, 0.36, height))
    if _coin(rng, 0.6):
        for board in range(3):
            solid += box((0, 0.2, height + 0.15 + 0.14 * board), (width, 0.03, 0.08))
    return solid


def bookshelf(rng: Rng) -> Solid:
    """Open in front, with books on each board."""
    width, depth, height = rng.uniform(0.7, 1.2), rng.uniform(0.25, 0.35), rng.uniform(1.6, 2.1)
    boards = int(rng.integers(4, 7))
    solid = box((0, 0, height / 2), (width, depth, height), "xXzZY")
    for board in range(1, boards):
        z, room = height * board / boards, height / boards
        solid += box((0, 0, z), (width, depth, 0.02), "zZ")
        for _ in range(int(rng.integers(1, 5))):
            place = (rng.uniform(-0.4, 0.4) * width, -0.02, z + 0.35 * room)
            solid += box(place, (0.05, depth * 0.7, room * 0.7), "xXyZ")
    return solid


def chair(rng: Rng) -> Solid:
    """Four legs, square or round; a back of one board or of bars; now and then arms."""
    round_ones = _coin(rng)
    width, height, back = rng.uniform(0.42, 0.55), rng.uniform(0.4, 0.5), rng.uniform(0.4, 0.6)
    solid = box((0, 0, height), (width, width, 0.05))
    solid += _joined(legs(width, width, height, rng.uniform(0.03, 0.06), round_ones))
    if _coin(rng, 0.6):
        solid += box((0, width / 2, height + back / 2), (width, 0.04, back))
    else:
        for x in np.linspace(-0.45, 0.45, int(rng.integers(3, 6))):
            solid += box((x * width, width / 2, height + back / 2), (0.03, 0.03, back))
        solid += box((0, width / 2, height + back), (width, 0.04, 0.08))
    if _coin(rng, 0.35):
        for x in SIDES:
            solid += box((x * width / 2, 0, height + 0.22), (0.04, width, 0.04))
            solid += box((x * width / 2, -width * 0.4, height + 0.11), (0.04, 0.04, 0.22))
    return solid


def desk(rng: Rng) -> Solid:
    """A block of drawers on one side or on both, often a board behind the knees."""
    width, depth, height = rng.uniform(1.2, 1.7), rng.uniform(0.6, 0.8), rng.uniform(0.7, 0.78)
    solid = box((0, 0, height), (width, depth, 0.04))
    solid += box((width * 0.35, 0, height / 2), (width * 0.27, depth * 0.9, height))
    if _coin(rng):
        solid += box((-width * 0.47, 0, height / 2), (0.05, depth * 0.9, height))
    else:
        solid += _joined(legs(width, depth, height, 0.05)[:2])
    if _coin(rng, 0.7):
        solid += box((0, depth * 0.4, height * 0.65), (width * 0.9, 0.02, height * 0.5))
    if _coin(rng, 0.3):
        solid += box((-width * 0.35, 0, height / 2), (width * 0.27, depth * 0.9, height))
    return solid


def dresser(rng: Rng) -> Solid:
    """Rows of two drawers with knobs, on short legs."""
    width, depth, height = rng.uniform(1.0, 1.5), rng.uniform(0.45, 0.55), rng.uniform(0.75, 1.0)
    rows = int(rng.integers(2, 5))
    solid = box((0, 0, height / 2 + 0.08), (width, depth, height)) + _joined(legs(width, depth, 0.08, 0.07))
    for row in range(rows):
        z = 0.08 + height * (row + 0.5) / rows
        for x in (-0.25 * width, 0.25 * width):
            solid += box((x, -depth / 2 - 0.01, z), (width * 0.46, 0.02, height / rows * 0.85))
            solid += ellipsoid((x, -depth / 2 - 0.05, z), (0.03, 0.03, 0.03))
    return solid


def mantel(rng: Rng) -> Solid:
    """Two pillars, a beam and a ledge around a fireplace; now and then a hearth."""
    width, height, depth = rng.uniform(1.4, 1.8), rng.uniform(1.05, 1.3), rng.uniform(0.2, 0.3)
    solid = box((0, 0, height - 0.12), (width, depth, 0.26))
    solid += box((0, -0.05, height + 0.04), (width * 1.12, depth * 1.4, 0.07))
    for x in SIDES:
        solid += box((x * (width / 2 - 0.13), 0, height / 2), (0.26, depth, height))
    if _coin(rng):
        solid += box((0, -0.2, 0.03), (width, 0.5, 0.06))
    return solid


def night_stand(rng: Rng) -> Solid:
    """One drawer on long legs."""
    width, depth, height = rng.uniform(0.42, 0.55), rng.uniform(0.38, 0.48), rng.uniform(0.42, 0.58)
    solid = _joined(legs(width, depth, height * 0.5, 0.04))
    solid += box((0, 0, height * 0.72), (width, depth, height * 0.45))
    solid += box((0, -0.01, height * 0.96), (width * 1.1, depth * 1.1, 0.03))
    solid += ellipsoid((0, -depth / 2 - 0.02, height * 0.72), (0.025, 0.025, 0.025))
    return solid


def piano(rng: Rng) -> Solid:
    """Upright, or grand with an open lid."""
    if _coin(rng):
        width, depth, height = rng.uniform(1.4, 1.55), rng.uniform(0.55, 0.65), rng.uniform(1.1, 1.3)
        solid = box((0, depth * 0.15, height / 2), (width, depth * 0.5, height))
        solid += box((0, -depth * 0.3, height * 0.58), (width, depth * 0.5, 0.14))
        return solid + _joined(legs(width, depth * 1.2, height * 0.55, 0.08))
    width, depth = rng.uniform(1.4, 1.6), rng.uniform(1.3, 1.9)
    solid = box((-0.05 * width, -depth * 0.1, 0.85), (width * 0.9, depth * 0.6, 0.25))
    solid += frustum((-0.2 * width, depth * 0.2, 0.72), 0.45, 0.45, 0.25)
    solid += _joined(legs(width * 0.8, depth * 0.7, 0.7, 0.1))
    solid += parallelogram((-width / 2, -depth / 3, 1), (-width / 2, depth / 2, 1), (width * 0.1, -depth / 3, 1.7))
    return solid + box((0, -depth * 0.45, 0.78), (width * 0.9, 0.22, 0.1))


def sofa(rng: Rng) -> Solid:
    """Two or three cushions between arms."""
    width, depth = rng.uniform(1.5, 2.3), rng.uniform(0.75, 0.95)
    height, back = rng.uniform(0.35, 0.45), rng.uniform(0.35, 0.5)
    seats = 2 if width < 1.9 else 3
    solid = box((0, 0, height / 2 + 0.05), (width, depth, height))
    solid += box((0, depth * 0.4, height + back / 2), (width, depth * 0.22, back))
    for x in SIDES:
        solid += box((x * (width / 2 - 0.09), -0.03, height * 0.7 + 0.1), (0.18, depth, height * 1.2))
    for seat in range(seats):
        middle = ((seat + 0.5) / seats - 0.5) * width * 0.8
        solid += ellipsoid((middle, -0.05, height + 0.05), (width * 0.4 / seats, depth * 0.36, 0.07), "upper")
    return solid


def stool(rng: Rng) -> Solid:
    """A round or square seat on three or four slanted legs with a ring."""
    height, radius = rng.uniform(0.45, 0.8), rng.uniform(0.17, 0.24)
    if _coin(rng, 0.7):
        solid = frustum((0, 0, height), radius, radius, 0.06)
    else:
        solid = box((0, 0, height), (2 * radius, 2 * radius, 0.06))
    spread, count = rng.uniform(1.0, 1.5), int(rng.integers(3, 5))
    for leg in range(count):
        angle = leg * 2 * math.pi / count + 0.3
        out = np.array([math.cos(angle), math.sin(angle), 0])
        half = np.array([-math.sin(angle), math.cos(angle), 0]) * 0.035
        top, foot = radius * 0.7 * out + (0, 0, height), radius * spread * out
        solid += parallelogram(top - half, top + half, foot - half)
    return solid + lathe([height * 0.35, height * 0.39], [radius * spread * 0.85, radius * spread * 0.85])


def table(rng: Rng) -> Solid:
    """Rectangular on four legs, or round on a foot or on four legs."""
    round_ones = _coin(rng)
    width, depth, height = rng.uniform(0.9, 2.0), rng.uniform(0.8, 1.1), rng.uniform(0.5, 0.78)
    if _coin(rng, 0.6):
        solid = box((0, 0, height), (width, depth, 0.05))
        return solid + _joined(legs(width, depth, height, rng.uniform(0.05, 0.1), round_ones))
    solid = frustum((0, 0, height), depth * 0.6, depth * 0.6, 0.05)
    if _coin(rng):
        return solid + frustum((0, 0, 0), 0.06, 0.06, height) + frustum((0, 0, 0), depth * 0.3, 0.08, 0.06)
    return solid + _joined(legs(depth * 0.8, depth * 0.8, height, 0.06))


def tv_stand(rng: Rng) -> Solid:
    """Low, three boards between three or four upright ones, open in front and often behind."""
    width, depth, height = rng.uniform(1.2, 1.8), rng.uniform(0.4, 0.5), rng.uniform(0.4, 0.6)
    solid = box((0, 0, height), (width, depth, 0.04))
    solid += box((0, 0, height * 0.45), (width, depth, 0.03)) + box((0, 0, 0.04), (width, depth, 0.04))
    for x in (-0.5, 0.5, *((-0.17, 0.17) if _coin(rng) else (0.0,))):
        solid += box((x * width, 0, height / 2), (0.04, depth, height))
    if _coin(rng):
        solid += box((0, depth / 2, height / 2), (width, 0.02, height))
    return solid


def wardrobe(rng: Rng) -> Solid:
    """Two or three doors with handles, now and then a cornice."""
    width, depth, height = rng.uniform(1.0, 1.9), rng.uniform(0.55, 0.65), rng.uniform(1.9, 2.2)
    doors = 2 if width < 1.4 else 3
    solid = box((0, 0, height / 2), (width, depth, height))
    for door in range(doors):
        left = (door / doors - 0.5) * width
        middle, handle = left + 0.5 * width / doors, left + 0.85 * width / doors
        solid += box((middle, -depth / 2 - 0.015, height / 2), (width / doors * 0.92, 0.03, height * 0.92))
        solid += box((handle, -depth / 2 - 0.05, height / 2), (0.02, 0.03, 0.25))
    if _coin(rng):
        solid += box((0, 0, height + 0.04), (width * 1.06, depth * 1.08, 0.08))
    return solid


def _coin(rng: Rng, share: float = 0.5) -> bool:
    return bool(rng.random() < share)


def _joined(solids: list[Solid]) -> Solid:
    return list(chain.from_iterable(solids))
