"""The parts of a drawn portrait (`kit.data.portrait`), painted one over the other: hair, head, eyes, nose, mouth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Rng = np.random.Generator

SKIN_COLOURS: tuple[Colour, ...] = (
    (250, 220, 195),
    (240, 200, 165),
    (222, 172, 130),
    (190, 135, 95),
    (145, 95, 62),
    (98, 64, 44),
)
HAIR_COLOURS: tuple[Colour, ...] = ((28, 24, 24), (82, 52, 32), (128, 62, 34), (158, 156, 154), (205, 168, 104))
EYE_COLOURS: tuple[Colour, ...] = ((78, 50, 30), (85, 125, 85), (90, 130, 175))


def near(rng: Rng, colour: Sequence[float], deviation: float) -> Colour:
    """A colour like the given one: each channel moved by normal noise."""
    return shade(np.asarray(colour) + rng.normal(0, deviation, 3))


def shade(colour: Sequence[float] | np.ndarray, factor: float = 1) -> Colour:
    """The colour in more (factor > 1) or less light."""
    red, green, blue = np.clip(np.asarray(colour) * factor, 0, 255).astype(int).tolist()
    return red, green, blue


def mixed(colours: Sequence[Colour], share: float) -> tuple[float, ...]:
    """The colour at `share`, 0 to 1, of the way through a row of colours."""
    place = share * (len(colours) - 1)
    return tuple(np.interp(place, range(len(colours)), channel) for channel in zip(*colours, strict=True))


class Canvas:
    """A head of random shape on an image, and the strokes that paint its parts.

    Parameters
    ----------
    image
        The background, mode RGB, square; painted over.
    turn
        Of the head, -1 to 1: moves what lies in front of its axis.
    rng
        Draws place and shape of the head.
    """

    def __init__(self, image: Image.Image, turn: float, rng: Rng) -> None:
        self.image, self.turn, self.side = image, turn, image.width
        self.pen = ImageDraw.Draw(image)
        self.x, self.y = self.side * (0.5 + rng.uniform(-0.012, 0.012, 2))
        self.wide = self.side * rng.uniform(0.235, 0.275)  # half the width of the head
        self.tall = self.side * rng.uniform(0.325, 0.37)
        self.jaw = rng.uniform(0.62, 0.85)
        self.front = self.x + 0.22 * turn * self.wide  # the middle of the face
        self.eye_x, self.eye_y = self.wide * rng.uniform(0.38, 0.45), self.y - self.tall * rng.uniform(0.1, 0.16)
        self.eye_wide = self.wide * rng.uniform(0.15, 0.19)

    def hair_behind(self, rng: Rng, colour: Colour) -> None:
        """Long hair, seen left and right of the neck."""
        x, width, height = self.x - 0.12 * self.turn * self.wide, rng.uniform(1.2, 1.45), rng.uniform(1.15, 1.4)
        self._oval(x, self.y + 0.15 * self.tall, width * self.wide, height * self.tall, shade(colour, 0.75))
        left, right = x - 1.2 * self.wide, x + 1.2 * self.wide
        box = (left, self.y + 0.1 * self.tall, right, self.side * rng.uniform(0.88, 1.02))
        self.pen.rectangle(box, fill=shade(colour, 0.72))

    def body(self, rng: Rng, skin: Colour) -> None:
        """Shoulders in a shirt of any colour, and the neck."""
        shirt = shade(rng.uniform(20, 230, 3))
        self._oval(self.x, 1.1 * self.side, self.side * rng.uniform(0.42, 0.52), 0.25 * self.side, shirt)
        top, bottom = self.y + 0.6 * self.tall, 0.97 * self.side
        corners = ((-0.5, top), (0.5, top), (0.62, bottom), (-0.62, bottom))
        self.pen.polygon([(self.x + share * self.wide, y) for share, y in corners], fill=shade(skin, 0.8))
        self._oval(self.x, 0.945 * self.side, 0.62 * self.wide, 0.045 * self.side, shade(skin, 0.8))

    def head(self, skin: Colour, light: float) -> None:
        """Ears, and the head with a smooth shade: light from one side, eye sockets, cheeks, the ridge of the nose."""
        for side in (-1, 1):
            x = self.x + side * self.wide * (0.99 - 0.12 * side * self.turn)
            self._oval(x, self.y + 0.05 * self.tall, 0.13 * self.wide, 0.16 * self.tall, shade(skin, 0.88))
        shape = Image.new("L", self.image.size)
        ImageDraw.Draw(shape).polygon(self._outline(), fill=255)
        pixels = np.arange(self.side, dtype=np.float32)
        x, y, turned = (pixels - self.x) / self.wide, (pixels - self.y) / self.tall, 0.22 * self.turn
        round_off = np.minimum(x**2 + y[:, None] ** 2, 1.4)
        bright = 1.06 - 0.22 * round_off**2 + 0.28 * light * x - 0.06 * y[:, None]
        cheeks = np.zeros_like(bright)
        for side in (-1, 1):
            bright -= 0.1 * _bump(x, side * 0.4 + turned, 0.26, y, -0.13, 0.16)
            bright += 0.06 * _bump(x, side * 0.5 + turned, 0.22, y, 0.2, 0.16)
            cheeks += 0.05 * _bump(x, side * 0.55 + turned, 0.25, y, 0.25, 0.2)
        bright += 0.09 * _bump(x, 1.5 * turned, 0.09, y, 0.1, 0.3)
        bright -= 0.07 * _bump(x, 1.5 * turned - 0.13 * math.copysign(1, light), 0.1, y, 0.18, 0.2)
        colours = (bright * skin[0] * (1 + cheeks), bright * skin[1] * (1 - cheeks), bright * skin[2] * (1 - cheeks))
        painted = np.clip(np.stack(colours, -1), 0, 255).astype(np.uint8)
        self.image.paste(Image.fromarray(painted), (0, 0), shape)

    def eyes(self, rng: Rng, skin: Colour, iris: Colour, hair: Colour) -> None:
        """Both eyes look the same way; the far one is narrower. Brows above them."""
        height, open_ = self.tall * rng.uniform(0.05, 0.07), rng.uniform(0.75, 1.2)
        gaze = self.eye_wide * (0.35 * self.turn + rng.uniform(-0.1, 0.1))
        thick, bends = self.side * rng.uniform(0.018, 0.035), self.tall * rng.uniform(0, 0.03, 2)
        for side in (-1, 1):
            x, width = self._eye(side), self.eye_wide * (1 - 0.2 * side * self.turn)
            self._oval(x, self.eye_y, width, height * open_, (240, 238, 235))
            self._oval(x + gaze, self.eye_y, 0.98 * height, 0.98 * height, iris)
            self._oval(x + gaze, self.eye_y, 0.5 * height, 0.5 * height, (12, 10, 10))
            lid = (x - 1.08 * width, self.eye_y - 1.5 * open_ * height, x + 1.08 * width, self.eye_y + 1.3 * height)
            self.pen.chord(lid, 200, 340, fill=shade(skin, 0.8))
            self.pen.arc(lid, 190, 350, fill=(35, 25, 22), width=self._line(0.007))
            brow = self.eye_y - 0.13 * self.tall
            points = (
                (x - side * self.eye_wide, brow + bends[0]),
                (x, brow - 0.035 * self.tall),
                (x + 1.15 * side * self.eye_wide, brow + bends[1]),
            )
            self.pen.line(points, fill=shade(hair, 0.75), width=max(1, int(thick)), joint="curve")

    def nose(self, rng: Rng, skin: Colour) -> None:
        """Its wings, nostrils and the arc below."""
        x, y = self.front + 0.11 * self.turn * self.wide, self.y + self.tall * rng.uniform(0.2, 0.27)
        width = self.wide * rng.uniform(0.15, 0.22)
        for side in (-1, 1):
            self._oval(x + 0.62 * side * width, y, 0.34 * width, 0.028 * self.tall, shade(skin, 0.72))
            self._oval(x + 0.5 * side * width, y + 0.012 * self.tall, 0.2 * width, 0.016 * self.tall, shade(skin, 0.42))
        box = (x - width, y - 0.09 * self.tall, x + width, y + 0.06 * self.tall)
        self.pen.arc(box, 20, 160, fill=shade(skin, 0.72), width=self._line(0.006))

    def beard(self, rng: Rng, colour: Colour) -> None:
        """A moustache and, more often than not, all of the jaw."""
        shape = Image.new("L", self.image.size)
        pen, full = ImageDraw.Draw(shape), rng.random() < 0.7
        mouth = self.y + 0.53 * self.tall
        if full:
            low = [(x, y) for x, y in self._outline(1.01) if y > self.y + 0.12 * self.tall]
            inner = [(self.x + share * self.wide, self.y + 0.36 * self.tall) for share in (-0.6, 0.6)]
            pen.polygon([*low, *inner], fill=int(rng.uniform(170, 245)))
        half = 0.42 * self.wide
        box = (self.front - half, mouth - 0.16 * self.tall, self.front + half, mouth + 0.1 * self.tall)
        pen.chord(box, 180, 360, fill=230)
        soft = shape.filter(ImageFilter.GaussianBlur(0.008 * self.side))
        self.image.paste(shade(colour, 0.8), (0, 0, self.side, self.side), soft)

    def mouth(self, rng: Rng, skin: Colour, smile: float) -> None:
        """Lips bent by `smile`; teeth in a broad smile."""
        y, width = self.y + self.tall * rng.uniform(0.5, 0.56), self.wide * rng.uniform(0.32, 0.42)
        width *= 1 + 0.15 * smile
        lips = shade(0.72 * np.asarray(skin) + np.array([38, -18, -8]) * rng.uniform(0.4, 1.3))
        share = np.linspace(-1, 1, 21)
        x, line, arch = self.front + share * width, y - smile * 0.08 * self.tall * (2 * share**2 - 1), 1 - share**2
        upper = line - 0.035 * self.tall * arch * (1 - 0.25 * np.exp(-((share / 0.18) ** 2)))
        lower = line + self.tall * (0.05 + 0.03 * max(smile, 0)) * arch
        self.pen.polygon(_points(x, upper) + _points(x, lower)[::-1], fill=lips)
        if smile > 0.45:
            teeth = line + 0.05 * self.tall * smile * arch
            self.pen.polygon(_points(x, line)[2:-2] + _points(x, teeth)[2:-2][::-1], fill=(242, 238, 230))
        self.pen.line(_points(x, line), fill=shade(lips, 0.5), width=self._line(0.006))

    def hair(self, rng: Rng, colour: Colour, light: float, long: bool) -> None:
        """Hair over the forehead with a parting, a gloss and strands; long hair falls beside the face."""
        shape = Image.new("L", self.image.size)
        pen = ImageDraw.Draw(shape)
        line, parting = self.y - self.tall * rng.uniform(0.5, 0.72), rng.uniform(-0.6, 0.6)
        volume = rng.uniform(1.05, 1.22)
        waves, length, strands = rng.uniform(0, 6), rng.uniform(0.9, 1.1, 2), rng.normal(0, 1, 32)
        angle, share = np.linspace(math.pi, 2 * math.pi, 40), np.linspace(1, -1, 30)
        outer_x = self.x + volume * self.wide * np.cos(angle)
        outer_y = self.y - 0.05 * self.tall + volume * self.tall * np.sin(angle)
        inner_y = line + self.tall * (0.34 * np.abs(share - parting) ** 1.5 + 0.05 * np.sin(9 * share + waves))
        inner_x = self.x + 0.97 * self.wide * share
        pen.polygon(_points(outer_x, outer_y) + _points(inner_x, inner_y), fill=255)
        for side, low in zip((-1, 1), length, strict=True):
            if long:
                corners = ((1.22, -0.3), (0.86, -0.3), (0.93, 0.5))
                lock = [(self.x + side * a * self.wide, self.y + b * self.tall) for a, b in corners]
                lock += [(self.x + side * a * self.wide, 0.95 * self.side) for a in (low, 1.4)]
                pen.polygon(lock, fill=255)
        pixels = np.arange(self.side, dtype=np.float32)
        x, y = (pixels - self.x) / self.wide, (pixels - self.y) / self.tall
        gloss = 0.3 * _bump(x, 0.4 * light, 0.35, y, -0.8, 0.2) - 0.2 * np.clip(y + 0.6, 0, 1)[:, None]
        strand = 0.1 * np.interp(pixels, np.linspace(0, self.side - 1, len(strands)), strands)
        painted = np.clip((1 + gloss + strand)[..., None] * np.asarray(colour), 0, 255).astype(np.uint8)
        self.image.paste(Image.fromarray(painted), (0, 0), shape.filter(ImageFilter.GaussianBlur(0.006 * self.side)))

    def hat(self, rng: Rng) -> None:
        """A hat of any colour with a darker brim."""
        colour, brim = shade(rng.uniform(20, 220, 3)), self.wide * rng.uniform(1.2, 1.6)
        crown = (self.x - 1.2 * self.wide, self.y - 1.4 * self.tall, self.x + 1.2 * self.wide, self.y - 0.1 * self.tall)
        self.pen.chord(crown, 180, 360, fill=colour)
        box = (self.x - brim, self.y - 0.82 * self.tall, self.x + brim, self.y - 0.68 * self.tall)
        self.pen.rounded_rectangle(box, 0.02 * self.side, fill=shade(colour, 0.75))

    def glasses(self, rng: Rng) -> None:
        """Dark frames, round or angular, with temples and bridge."""
        colour, width, round_ = shade(rng.uniform(10, 70, 3)), self._line(rng.uniform(0.012, 0.02)), rng.random() < 0.5
        top, bottom, inner = self.eye_y - 0.12 * self.tall, self.eye_y + 0.14 * self.tall, 1.6 * self.eye_wide
        for side in (-1, 1):
            x, half = self._eye(side), inner * (1 - 0.16 * side * self.turn)
            box = (x - half, top, x + half, bottom)
            if round_:
                self.pen.ellipse(box, outline=colour, width=width)
            else:
                self.pen.rounded_rectangle(box, 0.02 * self.side, outline=colour, width=width)
            temple = (self.x + 0.98 * side * self.wide, self.eye_y)
            self.pen.line([(x + side * half, self.eye_y - 0.02 * self.tall), temple], fill=colour, width=width)
        self.pen.line(
            [(self._eye(-1) + inner, self.eye_y), (self._eye(1) - inner, self.eye_y)], fill=colour, width=width
        )

    def _eye(self, side: int) -> float:
        return float(self.front + side * self.eye_x)

    def _line(self, share: float) -> int:
        """Width of a line in pixels."""
        return max(1, round(share * self.side))

    def _oval(self, x: float, y: float, wide: float, tall: float, fill: Colour) -> None:
        self.pen.ellipse((x - wide, y - tall, x + wide, y + tall), fill=fill)

    def _outline(self, scale: float = 1) -> list[Point]:
        """An ellipse with a narrower jaw, from the right downwards around."""
        angle = np.linspace(0, 2 * math.pi, 72)
        down = np.sin(angle)
        narrow = np.where(down > 0, 1 - (1 - self.jaw) * np.maximum(down, 0) ** 1.6, 1)
        return _points(self.x + scale * self.wide * np.cos(angle) * narrow, self.y + scale * self.tall * down)


def _bump(x: np.ndarray, at_x: float, wide: float, y: np.ndarray, at_y: float, tall: float) -> np.ndarray:
    """A bell in the plane, (len(y), len(x))."""
    return np.outer(np.exp(-(((y - at_y) / tall) ** 2)), np.exp(-(((x - at_x) / wide) ** 2)))


def _points(x: np.ndarray, y: np.ndarray) -> list[Point]:
    return list(zip(x.tolist(), y.tolist(), strict=True))
