"""Large and built-in things, vehicles and people among the generated shapes (`kit.data.shapes`).

Each function draws its dimensions anew. z is up, the front looks at the camera (towards -y), except that vehicles
point to the right.
"""

from __future__ import annotations

import math

import numpy as np

from kit.data.surfaces import Rng, Solid, Surface, box, ellipsoid, frustum, parallelogram, triangle

SIDES = (-1, 1)


def airplane(rng: Rng) -> Solid:
    """Swept wings, a tail, mostly engines below the wings."""
    long, thick, span = rng.uniform(1.6, 2.2), rng.uniform(0.09, 0.14), rng.uniform(0.8, 1.15)
    sweep, engines = rng.uniform(0.1, 0.5), rng.random() < 0.7
    solid = ellipsoid((0, 0, 0), (long / 2, thick, thick))
    lift = rng.uniform(0, 0.1)
    for y in SIDES:
        solid += parallelogram((0.15, 0, 0), (-0.2, 0, 0), (0.15 - sweep, y * span, lift))
        tail = (-long * 0.47, y * 0.35, 0.05)
        solid += parallelogram((-long * 0.42, 0, 0.03), (-long * 0.5, 0, 0.03), tail)
        if engines:
            solid += frustum((-0.2, y * span * 0.4, -0.08), 0.05, 0.06, 0.25, axis="x")
    fin = (-long * 0.5, 0, rng.uniform(0.3, 0.42))
    return solid + parallelogram((-long * 0.38, 0, 0), (-long * 0.5, 0, 0), fin)


def bathtub(rng: Rng) -> Solid:
    """An oval basin in a block."""
    width, depth, height = rng.uniform(1.4, 1.9), rng.uniform(0.65, 0.9), rng.uniform(0.4, 0.6)
    solid = box((0, 0, height / 2), (width, depth, height), "xXyYz")
    solid += ellipsoid((0, 0, height), (width * 0.44, depth * 0.42, height * 0.8), "lower")
    for y in SIDES:
        inner = (-width / 2, y * depth * 0.42, height)
        solid += parallelogram((-width / 2, y * depth / 2, height), (width / 2, y * depth / 2, height), inner)
    return solid


def car(rng: Rng) -> Solid:
    """A body, a cabin with slanted panes, four wheels."""
    width, long, height = rng.uniform(0.7, 0.85), rng.uniform(1.7, 2.2), rng.uniform(0.28, 0.36)
    back, front, roof = -0.36 * long, rng.uniform(0.12, 0.28) * long, rng.uniform(0.26, 0.36)
    middle, half, sill = (back + front) / 2, (front - back) * 0.31, 0.2 + height
    solid = box((0, 0, 0.2 + height / 2), (long, width, height))
    solid += box((middle, 0, sill + roof), (2 * half, width * 0.85, 0.01), "Z")
    for y in SIDES:
        low, high = y * width * 0.46, y * width * 0.42
        solid += parallelogram((back, low, sill), (front, low, sill), (middle - half, high, sill + roof))
        for x in (-0.3, 0.3):
            solid += frustum((x * long, y * width / 2 - 0.06, 0.17), 0.17, 0.17, 0.12, axis="y")
    for end, top in ((front, middle + half), (back, middle - half)):
        corner = (top, -width * 0.42, sill + roof)
        solid += parallelogram((end, -width * 0.46, sill), (end, width * 0.46, sill), corner)
    return solid


def cone(rng: Rng) -> Solid:
    """On a square or a round foot."""
    solid = frustum((0, 0, 0.04), rng.uniform(0.25, 0.4), rng.uniform(0, 0.05), rng.uniform(0.7, 1.1), ends="last")
    if rng.random() < 0.6:
        return solid + box((0, 0, 0.02), (0.95, 0.95, 0.04))
    return solid + frustum((0, 0, 0), 0.45, 0.45, 0.04)


def curtain(rng: Rng) -> Solid:
    """Folded cloth on a rod, now and then with a gap in the middle."""
    width, height = rng.uniform(1, 1.8), rng.uniform(1.5, 2.2)
    folds, deep, gap = rng.uniform(6, 14), rng.uniform(0.04, 0.1), rng.uniform(0, 0.3)

    def cloth(rng: Rng, count: int) -> np.ndarray:
        x = rng.uniform(-0.5, 0.5, count)
        if gap > 0.12:
            x = np.sign(x) * (gap / 2 + np.abs(x) * (1 - gap))
        return np.stack([x * width, deep * np.sin(folds * x * 2 * math.pi), rng.random(count) * height], 1)

    rod = frustum((-width * 0.55, 0, height), 0.025, 0.025, width * 1.1, axis="x")
    return [Surface(width * height * 1.4, cloth), *rod]


def door(rng: Rng) -> Solid:
    """Two panels and a knob."""
    width, height, thick = rng.uniform(0.8, 1.0), rng.uniform(1.95, 2.15), rng.uniform(0.05, 0.1)
    solid = box((0, 0, height / 2), (width, thick, height))
    solid += ellipsoid((width * 0.4, -thick, height * 0.48), (0.05, 0.05, 0.05))
    for z in (0.27, 0.73):
        solid += box((0, -thick / 2, z * height), (width * 0.6, 0.03, height * 0.3))
    return solid


def person(rng: Rng) -> Solid:
    """Standing or walking, arms at the side or spread."""
    height, spread, step = rng.uniform(1.55, 1.95), rng.uniform(0.05, 0.6), rng.uniform(0, 0.25)
    solid = ellipsoid((0, 0, height * 0.93), (0.09, 0.1, 0.125)) + frustum((0, 0, height * 0.8), 0.06, 0.05, 0.1)
    solid += ellipsoid((0, 0, height * 0.67), (0.2, 0.12, 0.3))
    for x in SIDES:
        y = -x * step  # one leg in front, the other behind
        corner = (x * 0.1 - 0.05, y * 0.1, height * 0.5)
        solid += parallelogram(corner, (x * 0.1 + 0.05, y * 0.1, height * 0.5), (x * 0.13 - 0.05, y, 0))
        solid += frustum((x * 0.11, y * 0.35, height * 0.25), 0.07, 0.08, height * 0.27)
        solid += frustum((x * 0.12, y * 0.7, 0), 0.05, 0.06, height * 0.27)
        for along in np.linspace(0, 1, 6):
            out = 0.22 + 0.55 * along * math.sin(spread)
            solid += ellipsoid((x * out, 0, height * 0.8 - 0.58 * along * math.cos(spread)), (0.05, 0.05, 0.07))
    return solid


def range_hood(rng: Rng) -> Solid:
    """A flat pyramid below a chimney."""
    width, depth, height = rng.uniform(0.7, 1.0), rng.uniform(0.45, 0.6), rng.uniform(0.2, 0.3)
    half, chimney = rng.uniform(0.12, 0.17), rng.uniform(0.4, 0.7)
    around = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    low = [np.array([x * width / 2, y * depth / 2, 0]) for x, y in around]
    high = [np.array([x * half, y * half, height]) for x, y in around]
    solid: Solid = []
    for k in range(4):
        n = (k + 1) % 4
        solid += triangle(low[k], low[n], high[k]) + triangle(high[n], low[n], high[k])
    solid += box((0, 0, height + chimney / 2), (2 * half, 2 * half, chimney))
    return solid + box((0, 0, -0.04), (width, depth, 0.08), "xXyY")


def sink(rng: Rng) -> Solid:
    """An oval basin with a tap and two handles, now and then on a pillar."""
    width, depth = rng.uniform(0.7, 1.1), rng.uniform(0.5, 0.6)
    solid: Solid = []
    for outer, inner in ((-0.5, -0.38), (0.25, 0.5)):
        corner = (-width / 2, depth * outer, 0)
        solid += parallelogram(corner, (width / 2, depth * outer, 0), (-width / 2, depth * inner, 0))
    solid += ellipsoid((0, -0.06 * depth, 0), (width * 0.4, depth * 0.32, rng.uniform(0.15, 0.25)), "lower")
    solid += frustum((0, depth * 0.38, 0), 0.03, 0.03, rng.uniform(0.25, 0.35))
    solid += box((0, depth * 0.2, 0.3), (0.05, 0.28, 0.05))
    for x in (-0.2, 0.2):
        solid += frustum((x * width, depth * 0.38, 0), 0.035, 0.035, 0.08)
    if rng.random() < 0.4:
        solid += frustum((0, 0, -0.9), 0.14, 0.1, 0.75)
    return solid


def stairs(rng: Rng) -> Solid:
    """Five to eleven steps, rising away from the camera, now and then with a rail on both sides."""
    count, width = int(rng.integers(5, 12)), rng.uniform(0.6, 1.2)
    rise, tread = rng.uniform(0.15, 0.2), rng.uniform(0.22, 0.32)
    solid: Solid = []
    for step in range(count):
        y, top = step * tread, (step + 1) * rise
        solid += box((0, y, top - rise / 2), (width, tread, rise), "yZ")
        solid += box((0, y, top / 2), (width, tread, top), "xX")
    if rng.random() < 0.4:
        for x in (-width / 2, width / 2):
            end = (x, count * tread, count * rise + 0.8)
            solid += parallelogram((x, 0, 0.8), end, (x, 0, 0.87))
    return solid


def tent(rng: Rng) -> Solid:
    """A ridge with a slit in front, or a dome."""
    width, depth, height = rng.uniform(1.2, 2.0), rng.uniform(1.5, 2.4), rng.uniform(0.9, 1.4)
    if rng.random() < 0.3:
        return ellipsoid((0, 0, 0), (width * 0.6, width * 0.6, height), "upper")
    solid = triangle((-width / 2, depth / 2, 0), (width / 2, depth / 2, 0), (0, depth / 2, height))
    for x in SIDES:
        top = (0, -depth / 2, height)
        solid += parallelogram((x * width / 2, -depth / 2, 0), (x * width / 2, depth / 2, 0), top)
        solid += triangle((x * width / 2, -depth / 2, 0), (x * 0.1, -depth / 2, 0), top)
    return solid


def toilet(rng: Rng) -> Solid:
    """A bowl, a tank, half of them with the lid up."""
    height = rng.uniform(0.38, 0.44)
    solid = frustum((0, 0, 0), 0.13, 0.2, height, ends="none")
    solid += ellipsoid((0, -0.1, height), (0.2, 0.27, 0.03))
    solid += ellipsoid((0, -0.1, height), (0.15, 0.2, 0.2), "lower")
    solid += box((0, 0.24, height + rng.uniform(0.15, 0.22)), (rng.uniform(0.38, 0.46), 0.18, 0.38))
    if rng.random() < 0.5:
        lid = (-0.18, 0.16, height + 0.42)
        solid += parallelogram((-0.18, 0.13, height + 0.03), (0.18, 0.13, height + 0.03), lid)
    return solid
