"""Things of the house among the generated shapes (`kit.data.shapes`): each function draws its dimensions anew.

z is up, the front looks at the camera (towards -y); the unit differs from class to class, as clouds are scaled later.
"""

from __future__ import annotations

import math

import numpy as np

from kit.data.surfaces import Rng, Solid, Surface, box, ellipsoid, frustum, lathe, parallelogram, triangle


def bottle(rng: Rng) -> Solid:
    """With a neck, half of them with a cap."""
    radius, height, neck = rng.uniform(0.14, 0.2), rng.uniform(0.6, 0.9), rng.uniform(0.04, 0.06)
    solid = lathe([0, 0, height * 0.65, height * 0.8, height, height], [0, radius, radius, neck, neck, 0])
    if rng.random() < 0.5:
        solid += frustum((0, 0, height), neck * 1.2, neck * 1.2, 0.05)
    return solid


def bowl(rng: Rng) -> Solid:
    """On a foot, with one wall or two."""
    radius, height = rng.uniform(0.4, 0.6), rng.uniform(0.2, 0.4)
    solid = ellipsoid((0, 0, height), (radius, radius, height), "lower")
    solid += frustum((0, 0, -0.03), radius * 0.4, radius * 0.45, 0.06, ends="first")
    if rng.random() < 0.5:
        solid += ellipsoid((0, 0, height), (radius * 0.92, radius * 0.92, height * 0.9), "lower")
    return solid


def cup(rng: Rng) -> Solid:
    """With a handle."""
    radius, height = rng.uniform(0.2, 0.28), rng.uniform(0.35, 0.5)
    solid = frustum((0, 0, 0), radius * rng.uniform(0.75, 1), radius, height, ends="first")
    solid += frustum((0, 0, 0.02), radius * 0.9, radius * 0.92, height, ends="none")
    bend, corners = height * 0.3, np.linspace(-1.2, 1.2, 9)
    for angle in (corners[:-1] + corners[1:]) / 2:
        place = (radius + bend * 0.8 * math.cos(angle), 0, height / 2 + bend * math.sin(angle))
        solid += box(place, (0.05, 0.05, bend * 0.35))
    return solid


def flower_pot(rng: Rng) -> Solid:
    """Three to six flowers on thin stems."""
    radius, height = rng.uniform(0.2, 0.3), rng.uniform(0.3, 0.45)
    solid = frustum((0, 0, 0), radius * 0.7, radius, height, ends="first")
    solid += frustum((0, 0, height), radius * 1.1, radius * 1.1, 0.06)
    for _ in range(int(rng.integers(3, 7))):
        x, y = rng.uniform(-0.1, 0.1, 2)
        top = height + rng.uniform(0.3, 0.6)
        solid += frustum((x, y, height), 0.01, 0.01, top - height) + ellipsoid((x, y, top), (0.07, 0.07, 0.05))
    return solid


def glass_box(rng: Rng) -> Solid:
    """A box with thick edges."""
    width, depth, height = rng.uniform(0.6, 1.2), rng.uniform(0.5, 0.8), rng.uniform(0.4, 1.0)
    solid = box((0, 0, height / 2), (width, depth, height))
    for x in (-width / 2, width / 2):
        for y in (-depth / 2, depth / 2):
            solid += box((x, y, height / 2), (0.04, 0.04, height))
    return solid


def guitar(rng: Rng) -> Solid:
    """Standing, its face to the camera."""
    radius, neck, thick = rng.uniform(0.2, 0.25), rng.uniform(0.6, 0.75), rng.uniform(0.06, 0.1)
    solid = frustum((0, -thick / 2, 0), radius, radius, thick, axis="y")
    solid += frustum((0, -thick / 2, radius * 1.35), radius * 0.75, radius * 0.75, thick, axis="y")
    solid += box((0, 0, radius * 2 + neck / 2), (0.06, 0.04, neck))
    return solid + box((0, 0, radius * 2 + neck + 0.08), (0.1, 0.03, 0.17))


def keyboard(rng: Rng) -> Solid:
    """Five rows of keys."""
    width, depth = rng.uniform(1.0, 1.4), rng.uniform(0.32, 0.45)
    solid = box((0, 0, 0.02), (width, depth, 0.04))
    columns, rows = int(rng.integers(12, 18)), 5
    key = (width / columns * 0.7, depth / rows * 0.7, 0.04)
    for x in (np.arange(columns) + 0.5) / columns - 0.5:
        for y in (np.arange(rows) + 0.5) / rows - 0.5:
            solid += box((x * width * 0.94, y * depth * 0.88, 0.06), key, "xXyYZ")
    return solid


def lamp(rng: Rng) -> Solid:
    """A foot, a rod, a shade."""
    height, foot, shade = rng.uniform(0.5, 1.3), rng.uniform(0.15, 0.28), rng.uniform(0.2, 0.35)
    solid = frustum((0, 0, 0), foot, foot, 0.04) + frustum((0, 0, 0.04), 0.025, 0.025, height)
    top = shade * rng.uniform(0.4, 0.8)
    return solid + frustum((0, 0, height - 0.05), shade, top, rng.uniform(0.25, 0.4), ends="none")


def laptop(rng: Rng) -> Solid:
    """Open, the screen leans back."""
    width, depth, lean = rng.uniform(0.66, 0.8), rng.uniform(0.44, 0.54), rng.uniform(0.15, 0.6)
    solid = box((0, 0, 0.01), (width, depth, 0.03))
    for behind in (0, 0.02):
        y = depth / 2 + behind
        top = (-width / 2, y + depth * math.sin(lean), 0.02 + depth * math.cos(lean))
        solid += parallelogram((-width / 2, y, 0.02), (width / 2, y, 0.02), top)
    return solid


def monitor(rng: Rng) -> Solid:
    """On a round or a square foot."""
    width, height = rng.uniform(0.9, 1.2), rng.uniform(0.52, 0.7)
    solid = box((0, 0, 0.35 + height / 2), (width, rng.uniform(0.04, 0.09), height))
    solid += box((0, 0.06, 0.2), (0.09, 0.05, 0.4))
    if rng.random() < 0.5:
        return solid + box((0, 0, 0.02), (0.45, 0.3, 0.03))
    return solid + frustum((0, 0, 0), 0.22, 0.22, 0.03)


def plant(rng: Rng) -> Solid:
    """A pot full of bent leaves."""
    radius = rng.uniform(0.14, 0.22)
    solid = frustum((0, 0, 0), radius * 0.75, radius, 0.3)
    root = np.array([0, 0, 0.3])
    for _ in range(int(rng.integers(14, 26))):
        turn, rise, length = rng.uniform(0, 2 * math.pi), rng.uniform(0.3, 1.3), rng.uniform(0.4, 0.9)
        along = np.array([math.cos(turn) * math.cos(rise), math.sin(turn) * math.cos(rise), math.sin(rise)])
        half = np.array([-math.sin(turn), math.cos(turn), 0]) * rng.uniform(0.03, 0.07)
        middle = root + along * length * 0.6
        tip = root + along * length - (0, 0, rng.uniform(0, 0.25))
        solid += triangle(root, middle + half, middle - half) + triangle(tip, middle + half, middle - half)
    return solid


def radio(rng: Rng) -> Solid:
    """A loudspeaker, two knobs, an aerial, now and then a handle."""
    width, depth, height = rng.uniform(0.6, 0.9), rng.uniform(0.18, 0.28), rng.uniform(0.35, 0.5)
    solid = box((0, 0, height / 2), (width, depth, height))
    solid += frustum((width * 0.4, 0, height), 0.012, 0.008, rng.uniform(0.4, 0.7))
    solid += frustum((-width * 0.22, -depth / 2 - 0.03, height * 0.5), height * 0.32, height * 0.32, 0.03, axis="y")
    for x in (0.15, 0.35):
        solid += frustum((width * x, -depth / 2 - 0.05, height * 0.3), 0.05, 0.05, 0.05, axis="y")
    if rng.random() < 0.5:
        solid += box((0, 0, height + 0.12), (width * 0.8, 0.03, 0.03))
        for x in (-0.4, 0.4):
            solid += box((x * width, 0, height + 0.06), (0.03, 0.03, 0.12))
    return solid


def vase(rng: Rng) -> Solid:
    """A curved profile."""
    height, radius = rng.uniform(0.6, 1.1), rng.uniform(0.18, 0.3)
    z = np.linspace(0, 1, 14)
    phase = np.clip(z * rng.uniform(1.0, 1.35) + rng.uniform(0, 0.15), 0, 1.6)
    profile = radius * (0.45 + 0.55 * np.sin(math.pi * phase) ** 2) + radius * 0.25 * np.clip((z - 0.85) / 0.15, 0, 1)
    solid = lathe((z * height).tolist(), profile.tolist())
    return solid + frustum((0, 0, 0), float(profile[0]), float(profile[0]), 0.01, ends="first")


def xbox(rng: Rng) -> Solid:
    """A flat box with a knob, a slot and ribs; three in ten stand on their side."""
    width, depth, height = rng.uniform(0.9, 1.1), rng.uniform(0.75, 0.9), rng.uniform(0.22, 0.32)
    solid = box((0, 0, height / 2), (width, depth, height))
    solid += frustum((width * 0.35, -depth / 2 - 0.02, height * 0.5), 0.05, 0.05, 0.03, axis="y")
    solid += box((-0.1 * width, -depth / 2 - 0.01, height * 0.6), (width * 0.5, 0.02, 0.04))
    for rib in range(6):
        solid += box((width * (0.1 + 0.06 * rib), depth * 0.1, height + 0.01), (0.03, depth * 0.5, 0.02))
    return [_on_its_side(surface) for surface in solid] if rng.random() < 0.3 else solid


def _on_its_side(surface: Surface) -> Surface:
    """Turn a quarter about the y axis: what was right is up, what was up is left."""

    def points(rng: Rng, count: int) -> np.ndarray:
        x, y, z = surface.sample(rng, count).T
        return np.stack([-z, y, x], 1)

    return Surface(surface.area, points)
