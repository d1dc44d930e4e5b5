"""Drawn portraits with known factors: aligned faces in the framing of FFHQ's crops, any size, no real person.

A face is always the same for the same seed and number. Every part draws its details (width of the nose, colour of the
shirt, ...) from a generator of its own, so a face with one factor changed differs in what that factor shows only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kit.data.face_parts import EYE_COLOURS, HAIR_COLOURS, SKIN_COLOURS, Canvas, Colour, Rng, mixed, near

HAIR_NAMES = ("black", "brown", "auburn", "grey", "blond")
"""From dark to light, as `Factors.hair` counts; `HAIR_COLOURS` and `EYE_COLOURS` (brown, green, blue) likewise."""

DARK_SKIN = 0.64  # from here on neither light hair nor light eyes


@dataclass(frozen=True)
class Factors:
    """What is known about a face.

    Attributes
    ----------
    skin
        0 light to 1 dark.
    hair, eyes
        0 black to 4 blond; 0 brown to 2 blue; by rising brightness.
    long_hair, bald, beard, glasses, hat
        0 or 1.
    smile
        Bend of the mouth, -0.35 (down) to 1; teeth show above 0.45.
    turn
        Of the head, -1 (to the left of the image) to 1.
    light
        The side that it comes from, -1 (left) to 1.
    background
        Mean brightness of its two colours, 0.1 to 0.9.
    """

    skin: float
    hair: int
    eyes: int
    long_hair: int
    bald: int
    beard: int
    glasses: int
    hat: int
    smile: float
    turn: float
    light: float
    background: float

    @staticmethod
    def draw(rng: Rng) -> Factors:
        """Draw them at random."""
        skin = float(rng.random())
        hair = int(rng.choice(5, p=(0.32, 0.3, 0.1, 0.1, 0.18)))
        eyes = int(rng.integers(3))
        long_hair, bald, beard, glasses, hat = (int(rng.random() < p) for p in (0.45, 0.12, 0.28, 0.25, 0.12))
        if skin > DARK_SKIN:
            hair, eyes = min(hair, 1), 0
        return Factors(
            skin=skin,
            hair=hair,
            eyes=eyes,
            long_hair=long_hair,
            bald=bald * (1 - long_hair),
            beard=beard * (1 - long_hair),
            glasses=glasses,
            hat=hat,
            smile=float(rng.uniform(-0.35, 1)),
            turn=float(np.clip(rng.normal(0, 0.45), -1, 1)),
            light=float(rng.uniform(-1, 1)),
            background=float(rng.uniform(0.1, 0.9)),
        )

    def caption(self) -> str:
        """Say it in a sentence, for example ``a smiling face with long brown hair, glasses``."""
        mood = "a smiling" if self.smile > 0.45 else "a" if self.smile > -0.1 else "a stern"
        length = "long" if self.long_hair else "short"
        parts = ["no hair" if self.bald else f"{length} {HAIR_NAMES[self.hair]} hair"]
        things = (("glasses", self.glasses), ("a beard", self.beard), ("a hat", self.hat))
        return f"{mood} face with {', '.join(parts + [name for name, there in things if there])}"


def portrait(seed: int, number: int, size: int = 32, **changes: Any) -> tuple[np.ndarray, Factors]:
    """Draw face `number` of a seed.

    Parameters
    ----------
    size
        Height and width in pixels.
    changes
        Factors to set, for example ``smile=1``; everything else about the face stays.

    Returns
    -------
    image, factors
        uint8 (size, size, 3) RGB, and what is known about it.
    """
    factors = replace(Factors.draw(_rng(seed, number, 0)), **changes)
    fine = 3 if size <= 48 else 2
    side = size * fine
    face = Canvas(_background(_rng(seed, number, 1), side, factors.background), factors.turn, _rng(seed, number, 2))
    skin = near(_rng(seed, number, 3), mixed(SKIN_COLOURS, factors.skin), 4)
    hair = near(_rng(seed, number, 4), HAIR_COLOURS[factors.hair], 7)
    iris = near(_rng(seed, number, 5), EYE_COLOURS[factors.eyes], 10)
    if factors.long_hair:
        face.hair_behind(_rng(seed, number, 6), hair)
    face.body(_rng(seed, number, 7), skin)
    face.head(skin, factors.light)
    face.eyes(_rng(seed, number, 8), skin, iris, hair)
    face.nose(_rng(seed, number, 9), skin)
    if factors.beard:
        face.beard(_rng(seed, number, 10), hair)
    face.mouth(_rng(seed, number, 11), skin, factors.smile)
    if not factors.bald:
        face.hair(_rng(seed, number, 12), hair, factors.light, bool(factors.long_hair))
    if factors.hat:
        face.hat(_rng(seed, number, 13))
    if factors.glasses:
        face.glasses(_rng(seed, number, 14))
    small = face.image.filter(ImageFilter.GaussianBlur(0.45 * fine)).resize((size, size), Image.Resampling.LANCZOS)
    return _photograph(_rng(seed, number, 15), small), factors


def _rng(seed: int, number: int, part: int) -> Rng:
    return np.random.default_rng([seed, number, part])


def _background(rng: Rng, side: int, brightness: float) -> Image.Image:
    """Two colours of the given mean brightness that run into each other, and a few blurred lights."""
    colours = rng.uniform(-60, 60, (2, 3))
    colours += 255 * brightness - colours.mean()
    angle = rng.uniform(0, 2 * math.pi)
    across = np.linspace(-0.5, 0.5, side, dtype=np.float32)
    share = np.clip(across * math.cos(angle) + across[:, None] * math.sin(angle) + 0.5, 0, 1)[..., None]
    pixels = np.clip(colours[0] * (1 - share) + colours[1] * share, 0, 255)
    image = Image.fromarray(pixels.astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(rng.integers(0, 6)):
        x, y, radius = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(0.03, 0.16) * side
        middle: Colour = (int(colours[0, 0]), int(colours[0, 1]), int(colours[0, 2]))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=near(rng, middle, 30))
    return image.filter(ImageFilter.GaussianBlur(0.025 * side))


def _photograph(rng: Rng, image: Image.Image) -> np.ndarray:
    """Contrast, exposure, a tint and the noise of a sensor."""
    pixels = np.asarray(image, np.float32)
    contrast, exposure = rng.uniform(0.88, 1.08), rng.uniform(-10, 10)
    tint, noise = rng.normal(0, 3, 3), rng.normal(0, 2, pixels.shape)
    return np.clip((pixels - 128) * contrast + 128 + exposure + tint + noise, 0, 255).astype(np.uint8)
