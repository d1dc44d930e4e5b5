"""Pictures with captions: the shapes of ten classes, drawn in five colours from random sides.

A picture is painted from points: far ones first, each a dot of the object's colour, the brighter the nearer. It depends
on the seed and its number only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from kit.data.shapes import TEN, draw_shape

Split = Literal["train", "test"]
Rng = np.random.Generator

SIDE = 32  # pixels of a picture
COUNTS = {"train": 1500, "test": 500}
SEEDS = {"train": 10, "test": 11}  # of shapes and pictures; the clouds of parts A to D and F have 0 and 1
SHIPPED_SEED = 12
"""Of the pictures that trained the weights that ship; no part of the notebook's data uses it."""

PAINTS = {
    "red": (0.9, 0.15, 0.1),
    "green": (0.15, 0.75, 0.2),
    "blue": (0.2, 0.3, 0.95),
    "yellow": (0.95, 0.85, 0.1),
    "white": (0.95, 0.95, 0.95),
}
COLOURS = tuple(PAINTS)

TEMPLATES = ("a photo of a {}", "a picture of a {}", "a {}", "this is a {}", "a small image of a {}")
"""What captions are made of; "red chair" goes in, or "chair" alone."""

PROMPTS = ("a photo of a {}", "a picture of a {}", "a white {}", "a depth map of a {}")
"""For zero-shot classification: a class name goes in."""

COLOURLESS = 0.3  # share of the captions that do not name the colour
POINTS = 1024  # of a shape; a picture shows the first so many of them


class Captioned(Dataset[tuple[Tensor, str]]):
    """Pictures with captions in memory; item k is the pair of picture k and its caption.

    Attributes
    ----------
    images
        float32 (N, 3, 32, 32) in [0, 1].
    captions
        A sentence a picture.
    labels, colours
        int64 (N,): place of the class in `TEN` and of the colour in `COLOURS`.
    """

    def __init__(self, images: Tensor, captions: Sequence[str], labels: Tensor, colours: Tensor) -> None:
        self.images, self.captions, self.labels, self.colours = images, list(captions), labels, colours

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, str]:
        """Return one picture, (3, 32, 32), and its caption."""
        return self.images[index], self.captions[index]


def load_captioned(split: Split = "train", count: int | None = None) -> Captioned:
    """Return 1,500 pictures for training or 500 of other shapes as a test.

    Parameters
    ----------
    count
        Only the first so many. Every ten show all classes, every fifty all classes in all colours.

    Raises
    ------
    ValueError
        An unknown part.
    """
    if split not in COUNTS:
        raise ValueError(f"split is {split!r}; use train or test")
    return drawn_captioned(SEEDS[split], COUNTS[split] if count is None else min(count, COUNTS[split]))


def drawn_captioned(seed: int, count: int) -> Captioned:
    """Draw the first `count` pictures of a seed, about 1 ms each."""
    images = np.empty((count, SIDE, SIDE, 3), np.float32)
    captions = []
    numbers = np.arange(count)
    labels, colours = numbers % len(TEN), (numbers + numbers // len(TEN)) % len(COLOURS)
    for number, (label, colour) in enumerate(zip(labels, colours, strict=True)):
        name, paint = TEN[label], COLOURS[colour]
        rng = np.random.default_rng([seed, number])
        images[number] = paint_cloud(draw_shape(name, seed, number, POINTS), PAINTS[paint], rng)
        thing = name if rng.random() < COLOURLESS else f"{paint} {name}"
        captions.append(TEMPLATES[rng.integers(len(TEMPLATES))].format(thing))
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    return Captioned(pixels, captions, torch.from_numpy(labels), torch.from_numpy(colours))


def paint_cloud(cloud: np.ndarray, paint: Sequence[float], rng: Rng) -> np.ndarray:
    """Paint a cloud (P, 3) in the unit sphere from a random side, float32 (32, 32, 3) in [0, 1].

    All that a class does not say is drawn: side, distance, place, light, background, how many points, how large a dot.
    """
    right, up, towards = _side(rng)
    points = cloud[: round(len(cloud) ** rng.uniform(0.72, 1))]  # 150 to all of 1,024
    near = points @ towards
    far_first = np.argsort(near)
    points, near = points[far_first], near[far_first]
    distance = rng.uniform(3, 8)
    zoom = rng.uniform(0.75, 1) * distance / (distance - near) * SIDE / 2
    x = SIDE / 2 + points @ right * zoom + rng.uniform(-1.5, 1.5)
    y = SIDE / 2 - points @ up * zoom + rng.uniform(-1.5, 1.5)

    dark = rng.uniform(0.1, 0.5)
    light = (dark + (1 - dark) * (near + 1) / 2) * rng.uniform(0.8, 1)
    colour = np.clip(np.asarray(paint) + rng.uniform(-0.08, 0.08, 3), 0, 1)
    background = rng.uniform(0, 0.2) * rng.uniform(0.6, 1, 3) * (rng.random() < 0.3)
    picture = np.tile(background, (SIDE, SIDE, 1))

    width = rng.choice([1, 2, 3], p=[0.6, 0.25, 0.15])  # of a dot
    across = np.arange(width) - (width - 1) / 2
    rows = _pixels(y[:, None] + across.repeat(width))
    columns = _pixels(x[:, None] + np.tile(across, width))
    picture[rows.ravel(), columns.ravel()] = (light[:, None] * colour).repeat(width**2, axis=0)  # the last one stays
    grain = rng.normal(0, rng.uniform(0, 0.04), picture.shape)
    return np.clip(picture + grain, 0, 1).astype(np.float32)


def _side(rng: Rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw unit vectors to the right, upwards and towards a camera that is mostly about level, a quarter anywhere."""
    height = math.asin(rng.uniform(-1, 1)) if rng.random() < 0.25 else math.radians(rng.uniform(-10, 40))
    angle = rng.uniform(0, 2 * math.pi)
    right = np.array([math.cos(angle), math.sin(angle), 0.0])
    towards = np.array([math.cos(height) * math.sin(angle), -math.cos(height) * math.cos(angle), math.sin(height)])
    return right, np.cross(towards, right), towards


def _pixels(place: np.ndarray) -> np.ndarray:
    inside: np.ndarray = np.clip(np.floor(place), 0, SIDE - 1).astype(np.intp)
    return inside
