"""A walking person for the generated street scenes (`kit.data.street`): limbs, clothes, hair."""

from __future__ import annotations

import colorsys
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Rng = np.random.Generator

SKINS: tuple[Colour, ...] = ((244, 208, 177), (224, 172, 125), (198, 134, 90), (141, 85, 54), (92, 58, 40))
HAIRS: tuple[Colour, ...] = ((25, 20, 18), (60, 38, 22), (120, 80, 40), (190, 150, 90), (150, 150, 150))


def near(rng: Rng, colour: Colour, deviation: float) -> Colour:
    """A colour like the given one: each channel moved by normal noise."""
    red, green, blue = (int(np.clip(value + rng.normal(0, deviation), 0, 255)) for value in colour)
    return red, green, blue


def lit(colour: Colour, factor: float) -> Colour:
    """The colour in more (factor > 1) or less light."""
    red, green, blue = (int(np.clip(value * factor, 0, 255)) for value in colour)
    return red, green, blue


def any_colour(rng: Rng) -> Colour:
    """A colour of clothes or cars: any hue, seldom garish."""
    hue, saturation, value = rng.random(), 0.8 * rng.beta(2, 2), rng.uniform(0.15, 0.95)
    red, green, blue = (int(255 * part) for part in colorsys.hsv_to_rgb(hue, saturation, value))
    return red, green, blue


@dataclass(frozen=True)
class Look:
    """What a person wears, and how they walk; lengths are shares of the height."""

    skin: Colour
    hair: Colour
    top: Colour
    bottom: Colour
    shoe: Colour
    luggage: Colour
    sideways: bool
    facing: int  # -1 walks to the left, 1 to the right
    build: float
    phase: float
    swing: float
    lean: float
    head: float
    skirt: bool
    coat: bool
    stripes: bool
    short_sleeves: bool
    long_hair: bool
    backpack: bool
    bag: bool

    @staticmethod
    def draw(rng: Rng) -> Look:
        """Draw one at random."""
        sideways, facing = rng.random() < 0.65, 1 if rng.random() < 0.5 else -1
        return Look(
            skin=near(rng, SKINS[rng.integers(len(SKINS))], 8),
            hair=near(rng, HAIRS[rng.integers(len(HAIRS))], 8),
            top=any_colour(rng),
            bottom=any_colour(rng),
            shoe=lit(any_colour(rng), 0.5),
            luggage=any_colour(rng),
            sideways=sideways,
            facing=facing,
            build=rng.uniform(0.85, 1.2),
            phase=rng.uniform(0, 2 * math.pi),
            swing=rng.uniform(0.25, 0.5) if sideways else rng.uniform(0.04, 0.12),
            lean=facing * rng.uniform(0, 0.03) if sideways else 0.0,
            head=0.068 * rng.uniform(0.92, 1.08),
            skirt=rng.random() < 0.2,
            coat=rng.random() < 0.25,
            stripes=rng.random() < 0.35,
            short_sleeves=rng.random() < 0.3,
            long_hair=rng.random() < 0.4,
            backpack=sideways and rng.random() < 0.25,
            bag=rng.random() < 0.2,
        )


def walker(rng: Rng, height: int) -> Image.Image:
    """Draw a person of `height` pixels, RGBA on a transparent canvas, the feet at the middle of its bottom."""
    figure = _Figure(Look.draw(rng), height)
    figure.arm(-1, 0.72)
    figure.leg(-1, 0.75)
    figure.leg(1, 1.0)
    figure.torso()
    figure.arm(1, 0.9)
    figure.head()
    return figure.canvas


class _Figure:
    """Draws the parts of one person, far ones first."""

    def __init__(self, look: Look, height: int) -> None:
        self.look, self.unit = look, float(height)
        width, tall = int(height * 0.9), int(height * 1.08)
        self.canvas = Image.new("RGBA", (width, tall), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.canvas)
        self.centre = width / 2
        self.hip_y = tall * 0.985 - 0.47 * height
        self.shoulder_y = self.hip_y - 0.32 * height
        self.shoulder_x = self.centre + look.lean * height
        self.hip = (0.045 if look.sideways else 0.07) * height * look.build
        self.shoulder = (0.055 if look.sideways else 0.105) * height * look.build
        self.thick = 0.042 * height * look.build

    def leg(self, side: int, light: float) -> None:
        """Thigh, shin and shoe; `side` is -1 or 1."""
        look, length = self.look, 0.47 * self.unit
        angle = look.swing * math.sin(look.phase) * side * look.facing
        bend = max(0.0, -math.sin(look.phase) * side) * (0.5 if look.sideways else 0.1) * look.facing
        hip = (self.centre + (0 if look.sideways else side * self.hip * 0.75), self.hip_y)
        knee = _swung(hip, angle, length * 0.5)
        foot = _swung(knee, angle - bend, length * 0.47)
        colour = lit(look.skin if look.skirt else look.bottom, light)
        self._limb(hip, knee, self.thick, self.thick * 0.75, colour)
        self._limb(knee, foot, self.thick * 0.75, self.thick * 0.5, colour)
        heel = (foot[0] - look.facing * self.thick * 0.2, foot[1])
        toe = (foot[0] + look.facing * self.thick * (1.2 if look.sideways else 0.25), foot[1] + self.thick * 0.25)
        self._limb(heel, toe, self.thick * 0.5, self.thick * 0.38, lit(look.shoe, light))

    def arm(self, side: int, light: float) -> None:
        """Upper arm, lower arm and hand, with the bag in the near one."""
        look, length, thick = self.look, 0.32 * self.unit, self.thick
        angle = -look.swing * 0.9 * math.sin(look.phase) * side * look.facing
        spread = 0 if look.sideways else side
        shoulder = (self.shoulder_x + spread * self.shoulder, self.shoulder_y + 0.03 * self.unit)
        elbow = _swung(shoulder, angle, length * 0.55)
        elbow = (elbow[0] + spread * 0.02 * self.unit, elbow[1])
        hand = _swung(elbow, angle + look.facing * 0.35, length * 0.5)
        self._limb(shoulder, elbow, thick * 0.75, thick * 0.6, lit(look.top, light))
        sleeve = look.skin if look.short_sleeves else look.top
        self._limb(elbow, hand, thick * 0.58, thick * 0.42, lit(sleeve, light))
        self._disc(hand, thick * 0.5, thick * 0.5, lit(look.skin, light))
        if look.bag and side > 0:
            x, y = hand
            box = (x - 0.05 * self.unit, y, x + 0.05 * self.unit, y + 0.1 * self.unit)
            self.pen.rounded_rectangle(box, 0.01 * self.unit, fill=look.luggage)

    def torso(self) -> None:
        """Backpack, body with coat or stripes, shoulders, skirt."""
        look, unit, x, y = self.look, self.unit, self.shoulder_x, self.shoulder_y
        if look.backpack:
            back = x - look.facing * (self.shoulder + 0.035 * unit)
            box = (back - 0.05 * unit, y + 0.03 * unit, back + 0.05 * unit, y + 0.21 * unit)
            self.pen.rounded_rectangle(box, 0.03 * unit, fill=look.luggage)
        low = self.hip_y + (0.2 if look.coat else 0.02) * unit
        upper = [(x - self.shoulder, y + 0.02 * unit), (x + self.shoulder, y + 0.02 * unit)]
        lower = [(self.centre + self.hip * 1.15, low), (self.centre - self.hip * 1.15, low)]
        self.pen.polygon([*upper, *lower], fill=look.top)
        round_ends = [(x + side * self.shoulder * 0.8, y + 0.03 * unit) for side in (-1, 1)]
        self._limb(round_ends[0], round_ends[1], 0.028 * unit, 0.028 * unit, look.top)
        if look.stripes:
            for step in range(1, 6):
                level, half = y + step * 0.32 * unit / 6, self.shoulder * 0.9
                width = max(1, int(0.014 * unit))
                self.pen.line([(x - half, level), (x + half, level)], fill=lit(look.top, 0.7), width=width)
        if look.skirt:
            above, below = self.hip_y - 0.02 * unit, self.hip_y + 0.2 * unit
            waist = [(self.centre - self.hip, above), (self.centre + self.hip, above)]
            hem = [(self.centre + self.hip * 2, below), (self.centre - self.hip * 2, below)]
            self.pen.polygon([*waist, *hem], fill=look.bottom)

    def head(self) -> None:
        """Neck, face, hair and eyes."""
        look, size = self.look, self.look.head * self.unit
        x = self.shoulder_x + (look.facing * 0.012 * self.unit if look.sideways else 0)
        y = self.shoulder_y - size * 1.15
        neck = (self.shoulder_x, self.shoulder_y + 0.01 * self.unit)
        self._limb(neck, (x, y), 0.028 * self.unit, 0.028 * self.unit, lit(look.skin, 0.85))
        if look.long_hair:
            back = x - look.facing * size * 0.5 if look.sideways else x
            self._disc((back, y + size * 0.4), size * (0.6 if look.sideways else 0.95), size * 1.2, look.hair)
        self._disc((x, y), size * 0.82, size * 1.1, look.skin)
        cap = (x - size * 0.95, y - size * 1.25, x + size * 0.95, y + size * 0.7)
        left, right = (180, 360) if not look.sideways else ((90, 330) if look.facing > 0 else (210, 450))
        self.pen.pieslice(cap, left, right, fill=look.hair)
        for side in (look.facing,) if look.sideways else (-1, 1):
            self._disc((x + side * size * 0.35, y + size * 0.02), size * 0.1, size * 0.1, (30, 25, 25))

    def _disc(self, centre: Point, half_width: float, half_height: float, colour: Colour) -> None:
        x, y = centre
        self.pen.ellipse((x - half_width, y - half_height, x + half_width, y + half_height), fill=colour)

    def _limb(self, start: Point, end: Point, first: float, last: float, colour: Colour) -> None:
        """A tapered bar with round ends; `first` and `last` are half its widths there."""
        across = math.atan2(end[1] - start[1], end[0] - start[0]) + math.pi / 2
        dx, dy = math.cos(across), math.sin(across)
        near_side = [(start[0] + dx * first, start[1] + dy * first), (end[0] + dx * last, end[1] + dy * last)]
        far_side = [(end[0] - dx * last, end[1] - dy * last), (start[0] - dx * first, start[1] - dy * first)]
        self.pen.polygon([*near_side, *far_side], fill=colour)
        self._disc(start, first, first, colour)
        self._disc(end, last, last, colour)


def _swung(point: Point, angle: float, length: float) -> Point:
    """The end of a bar that hangs from `point`, swung by `angle` radians from straight down."""
    return point[0] + math.sin(angle) * length, point[1] + math.cos(angle) * length
