"""Where the drawn things stand (`kit.data.objects`): background, clutter, what hides them, light and sensor."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from kit.data.animals import FURS, bird, cat, deer, dog, frog, horse
from kit.data.drawing import Colour, Drawing, any_colour, shaded, similar
from kit.data.vehicles import airplane, automobile, ship, truck

KINDS = (airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck)
"""What draws each class, in CIFAR-10's order."""

SIZE, SCALE = 32, 3  # drawn three times as large, then averaged

# name: above, below the horizon
PLACES: dict[str, tuple[Colour, Colour]] = {
    "sky": ((150, 185, 225), (175, 195, 220)),
    "sea": ((155, 185, 215), (60, 100, 140)),
    "road": ((150, 165, 180), (120, 118, 115)),
    "grass": ((150, 180, 215), (95, 130, 65)),
    "wood": ((85, 105, 70), (95, 115, 60)),
    "room": ((190, 170, 145), (130, 100, 75)),
}
USUAL = ("sky", "road", "sky", "room", "wood", "grass", "wood", "grass", "sea", "road")
"""The place that fits each class best."""
FITTING = 0.65  # how often it is chosen; else any place

TURN, SIZES, SHIFT = 0.3, (0.65, 1.0), 0.3
"""Largest turn (radians), half width of a thing in half images, how far it stands from the middle."""
HIDDEN = 0.6  # how often something stands in front


def scene(rng: np.random.Generator, label: int) -> np.ndarray:
    """Draw a thing of the class in its surroundings, uint8 (32, 32, 3), still without light and noise."""
    side = SIZE * SCALE
    above, below = _place(rng, label)
    canvas = Image.new("RGB", (side, side), above)
    pen = ImageDraw.Draw(canvas)
    horizon = side * rng.uniform(0.3, 0.75)
    slope = side * rng.uniform(-0.08, 0.08)
    pen.polygon([(0, horizon - slope), (side, horizon + slope), (side, side), (0, side)], fill=below)
    _clutter(rng, above, below).paint(pen, np.eye(2) * side, np.zeros(2))
    size = side / 2 * rng.uniform(*SIZES)
    middle = side * (0.5 + rng.uniform(-SHIFT, SHIFT, 2) * (1 - size / (side / 2)))
    KINDS[label](rng).paint(pen, _pose(rng) * size, middle)
    if rng.random() < HIDDEN:
        _in_front(rng).paint(pen, np.eye(2) * side, np.zeros(2))
    return np.asarray(canvas.reduce(SCALE))


def sensor_draws(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw what `expose` needs for one picture: 10 uniform numbers and noise (32, 32, 3), float32."""
    return rng.random(10, dtype=np.float32), rng.standard_normal((SIZE, SIZE, 3), dtype=np.float32)


def expose(scenes: np.ndarray, draws: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Light, contrast, colour cast, lack of focus and noise: uint8 (N, 32, 32, 3) -> the same.

    Parameters
    ----------
    draws, noise
        Of `sensor_draws`, stacked: (N, 10) and (N, 32, 32, 3).
    """
    pixels = scenes.astype(np.float32)
    d = draws[:, :, None, None, None]
    pixels = _soft(pixels)
    pixels += d[:, 0] * (_soft(pixels) - pixels)
    grid = np.linspace(-1, 1, SIZE, dtype=np.float32)
    angle = 2 * math.pi * d[:, 1]
    ramp = np.cos(angle) * grid[:, None] + np.sin(angle) * grid[:, None, None]
    pixels *= 1 + 0.4 * d[:, 2] * ramp
    grey = pixels.mean(axis=3, keepdims=True)
    pixels = grey + (0.5 + 0.7 * d[:, 3]) * (pixels - grey)
    contrast = 0.75 + 0.4 * d[:, 4]
    cast = 24 * (draws[:, None, None, 5:8] - 0.5)
    pixels = (pixels - 128) * contrast + 128 + 50 * (d[:, 8] - 0.5) + cast + (2 + 4 * d[:, 9]) * noise
    exposed: np.ndarray = np.clip(pixels, 0, 255).astype(np.uint8)
    return exposed


def _soft(pixels: np.ndarray) -> np.ndarray:
    """Average each pixel with its neighbours, weights 1, 2, 1 in both directions."""
    padded = np.pad(pixels, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    rows = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    soft: np.ndarray = (rows[:, :, :-2] + 2 * rows[:, :, 1:-1] + rows[:, :, 2:]) / 16
    return soft


def _place(rng: np.random.Generator, label: int) -> tuple[Colour, Colour]:
    names = list(PLACES)
    name = USUAL[label] if rng.random() < FITTING else names[rng.integers(len(names))]
    above, below = PLACES[name]
    return similar(rng, above, 30), similar(rng, below, 28)


def _pose(rng: np.random.Generator) -> np.ndarray:
    """Turn, lean, width against height, and which side the thing faces: a matrix (2, 2)."""
    angle, lean, wide = rng.uniform(-TURN, TURN), rng.uniform(-0.2, 0.2), rng.uniform(0.8, 1.2)
    cos, sin = math.cos(angle), math.sin(angle)
    facing = -1 if rng.random() < 0.5 else 1
    matrix: np.ndarray = np.array([[cos, -sin], [sin, cos]]) @ np.array([[facing * wide, lean], [0, 1 / wide]])
    return matrix


def _clutter(rng: np.random.Generator, above: Colour, below: Colour) -> Drawing:
    """Blobs in the colours of the surroundings, and a few pieces in those of the things."""
    things = Drawing()
    for x, y, a in rng.uniform((-0.1, 0, 0.03), (1.1, 1, 0.2), (rng.integers(3, 9), 3)).tolist():
        things.ellipse(x, y, a, 0.6 * a, similar(rng, above if y < 0.5 else below, 18))
    for x, y, a in rng.uniform((0, 0, 0.03), (1, 1, 0.12), (rng.integers(0, 4), 3)).tolist():
        _piece(rng, things, x, y, a)
    return things


def _in_front(rng: np.random.Generator) -> Drawing:
    """A post, a bar or leaves."""
    things, kind = Drawing(), rng.integers(3)
    colour = any_colour(rng, 40, 200)
    if kind == 0:
        x, lean = rng.uniform(0.15, 0.85), rng.uniform(-0.1, 0.1)
        things.line(x - lean, -0.1, x + lean, 1.1, rng.uniform(0.05, 0.13), colour)
    elif kind == 1:
        y, lean = rng.uniform(0.3, 0.9), rng.uniform(-0.1, 0.1)
        things.line(-0.1, y - lean, 1.1, y + lean, rng.uniform(0.04, 0.1), colour)
    else:
        leaf, (x, y) = similar(rng, (80, 115, 50), 25), rng.uniform(0, 1, 2)
        for dx, dy, a in rng.uniform((-0.2, -0.2, 0.05), (0.2, 0.2, 0.12), (6, 3)).tolist():
            things.ellipse(x + dx, y + dy, a, 0.7 * a, shaded(leaf, rng.uniform(0.7, 1.2)))
    return things


def _piece(rng: np.random.Generator, things: Drawing, x: float, y: float, a: float) -> None:
    """Something like a wheel, an ear, a leg or a window."""
    kind = rng.integers(4)
    colour = FURS[rng.integers(len(FURS))] if rng.random() < 0.5 else any_colour(rng)
    if kind == 0:
        things.ellipse(x, y, a, a, shaded(colour, 0.4))
        things.ellipse(x, y, a / 2, a / 2, colour)
    elif kind == 1:
        things.polygon(((x - a, y + a), (x + rng.uniform(-a, a), y - a), (x + a, y + a)), colour)
    elif kind == 2:
        dx, dy = rng.uniform(-2 * a, 2 * a, 2)
        things.line(x, y, x + dx, y + dy, 0.04, colour)
    else:
        things.box(x - a, y - 0.6 * a, x + a, y + 0.6 * a, colour)
