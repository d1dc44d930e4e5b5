"""Animals of the drawn colour images (`kit.data.objects`), each in several views.

A function draws one thing around the origin, facing right; proportions, view and colours differ from call to call.
Kinds share their colours and parts on purpose: what tells them apart is how the parts are arranged.
"""

from __future__ import annotations

import numpy as np

from kit.data.drawing import Colour, Drawing, any_colour, shaded, similar

Rng = np.random.Generator

BLACK: Colour = (12, 12, 12)
FURS: tuple[Colour, ...] = (
    (60, 56, 58),
    (120, 80, 48),
    (155, 108, 66),
    (205, 150, 85),
    (165, 160, 155),
    (235, 228, 218),
)


def bird(rng: Rng) -> Drawing:
    """Perched, or flying with spread wings."""
    body = Drawing()
    colour = similar(rng, _fur(rng), 15) if rng.random() < 0.5 else any_colour(rng)
    beak = (225, 160, 45)
    if rng.random() < 0.6:
        fat = rng.uniform(0.28, 0.42)
        for foot in (-0.05, 0.15):
            body.line(foot, 0.8 * fat, foot - 0.05, fat + 0.35, 0.07, shaded(beak, 0.85))
        body.polygon(((-0.35, -0.05), (-1, rng.uniform(-0.1, 0.45)), (-0.9, 0.3), (-0.3, 0.2)), shaded(colour, 0.65))
        body.ellipse(0, 0, 0.58, fat, colour)
        body.ellipse(-0.12, 0.02, 0.36, 0.6 * fat, shaded(colour, 0.7))
        x, y = 0.5, -rng.uniform(0.3, 0.45)
    else:
        lift, back = rng.uniform(-0.9, 0.6), rng.uniform(0.2, 0.6)
        body.polygon(((0.25, 0), (-0.2, 0), (-back - 0.2, lift), (-back, lift)), shaded(colour, 0.65))
        body.polygon(((-0.4, -0.08), (-0.95, -0.2), (-0.95, 0.2), (-0.4, 0.08)), shaded(colour, 0.8))
        body.ellipse(0, 0, 0.55, 0.18, colour)
        body.polygon(
            ((0.3, 0), (-0.15, 0), (-back + 0.3, -abs(lift) - 0.1), (-back + 0.5, -abs(lift))), shaded(colour, 0.8)
        )
        x, y = 0.58, -0.08
    body.polygon(((x + 0.15, y - 0.07), (x + 0.45, y + 0.03), (x + 0.15, y + 0.1)), beak)
    body.ellipse(x, y, 0.22, 0.2, similar(rng, colour, 15))
    body.ellipse(x + 0.08, y - 0.05, 0.05, 0.05, BLACK)
    return body


def frog(rng: Rng) -> Drawing:
    """From the front, or sitting from the side."""
    animal = Drawing()
    skin = similar(rng, (95, 135, 45), 22) if rng.random() < 0.5 else similar(rng, _fur(rng), 20)
    if rng.random() < 0.5:
        animal.ellipse(0, 0.2, 0.68, 0.42, skin)
        for side in (-1, 1):
            animal.ellipse(side * 0.62, 0.45, 0.3, 0.22, shaded(skin, 0.85))
            animal.line(side * 0.7, 0.6, side * 1.0, 0.68, 0.12, shaded(skin, 0.75))
            animal.ellipse(side * 0.32, -0.25, 0.2, 0.2, similar(rng, skin, 8))
            animal.ellipse(side * 0.32, -0.26, 0.1, 0.12, BLACK)
        animal.line(-0.4, 0.18, 0.4, 0.18, 0.06, shaded(skin, 0.5))
    else:
        rise = rng.uniform(0.25, 0.5)
        animal.polygon(((-0.8, 0.5), (-0.5, 0), (0.5, -rise), (0.95, -rise + 0.2), (0.5, 0.4)), skin)
        animal.ellipse(-0.5, 0.35, 0.4, 0.25, shaded(skin, 0.85))
        animal.line(-0.7, 0.6, 0.1, 0.62, 0.12, shaded(skin, 0.7))
        animal.line(0.45, 0.1, 0.55, 0.62, 0.12, shaded(skin, 0.75))
        animal.ellipse(0.55, -rise - 0.02, 0.17, 0.16, similar(rng, skin, 8))
        animal.ellipse(0.58, -rise - 0.03, 0.09, 0.09, BLACK)
    for _ in range(rng.integers(0, 5)):
        animal.ellipse(rng.uniform(-0.4, 0.4), rng.uniform(0.05, 0.35), 0.07, 0.06, shaded(skin, 0.65))
    return animal


def cat(rng: Rng) -> Drawing:
    """Its face with pointed ears, or sitting from the side with the tail up."""
    animal, fur = Drawing(), similar(rng, _fur(rng), 14)
    if rng.random() < 0.6:
        wide, high = rng.uniform(0.55, 0.66), rng.uniform(0.45, 0.55)
        animal.ellipse(0, 0.75, 0.55, 0.45, shaded(fur, 0.85))
        for side in (-1, 1):
            animal.polygon(((side * wide, -0.95 * wide), (side * 0.15, -0.7 * high), (side * wide, 0)), fur)
        animal.ellipse(0, 0, wide, high, fur)
        _face(animal, rng, 0.26, 0.12, similar(rng, (170, 180, 70), 25), (215, 130, 130))
    else:
        _sitting(animal, rng, fur, tail_up=rng.random() < 0.6)
        animal.ellipse(0.35, -0.5, 0.33, 0.28, fur)
        for place in (0.14, 0.46):
            animal.polygon(((place - 0.08, -0.65), (place + 0.02, -1.0), (place + 0.16, -0.68)), fur)
        animal.ellipse(0.5, -0.52, 0.05, 0.06, (170, 180, 70))
    return animal


def dog(rng: Rng) -> Drawing:
    """Its face with hanging ears, standing from the side, or sitting."""
    animal, fur = Drawing(), similar(rng, _fur(rng), 14)
    view = rng.random()
    if view < 0.4:
        wide, high = rng.uniform(0.46, 0.58), rng.uniform(0.52, 0.65)
        animal.ellipse(0, 0.8, 0.55, 0.45, shaded(fur, 0.85))
        animal.ellipse(0, 0, wide, high, fur)
        pointed = rng.random() < 0.4
        for side in (-1, 1):
            if pointed:
                animal.polygon(((side * wide, -1.1 * high), (side * 0.1, -0.6 * high), (side * wide, 0.1)), fur)
            else:
                animal.ellipse(side * wide, rng.uniform(-0.2, 0.2), 0.18, 0.42, shaded(fur, rng.uniform(0.6, 0.9)))
        animal.ellipse(0, 0.3, 0.27, 0.25, shaded(fur, rng.uniform(0.9, 1.2)))
        _face(animal, rng, 0.22, 0.1, (50, 32, 22), BLACK)
    elif view < 0.75:
        _standing(animal, rng, fur, legs=rng.uniform(0.4, 0.55), thick=0.12, neck=(0.66, -0.28), head=(0.24, 0.2))
        animal.ellipse(0.58, -0.22, 0.09, 0.2, shaded(fur, 0.6))
        animal.line(-0.6, -0.08, -0.95, -rng.uniform(0.15, 0.55), 0.12, fur)
    else:
        _sitting(animal, rng, fur, tail_up=rng.random() < 0.4)
        animal.ellipse(0.35, -0.5, 0.3, 0.27, fur)
        animal.ellipse(0.62, -0.42, 0.2, 0.13, shaded(fur, 0.85))
        animal.ellipse(0.2, -0.42, 0.1, 0.24, shaded(fur, 0.6))
        animal.ellipse(0.45, -0.56, 0.05, 0.05, BLACK)
    return animal


def deer(rng: Rng) -> Drawing:
    """From the side, slim, with a long neck and often with antlers; head up or down."""
    animal, fur = Drawing(), similar(rng, _fur(rng), 14)
    x, y = (0.62, -rng.uniform(0.55, 0.75)) if rng.random() < 0.8 else (0.85, 0.1)
    _standing(
        animal, rng, fur, legs=rng.uniform(0.55, 0.75), thick=rng.uniform(0.08, 0.12), neck=(x, y), head=(0.2, 0.14)
    )
    if rng.random() < 0.45:
        for side in (-1, 1):
            animal.line(x - 0.05, y - 0.1, x - 0.1 + side * 0.2, y - 0.5, 0.07, (120, 95, 65))
            animal.line(x - 0.08 + side * 0.1, y - 0.3, x + side * 0.33, y - 0.4, 0.06, (120, 95, 65))
    animal.ellipse(x - 0.17, y - 0.1, 0.14, 0.07, shaded(fur, 0.8))
    animal.ellipse(-0.6, -0.02, 0.09, 0.11, (236, 230, 222))
    return animal


def horse(rng: Rng) -> Drawing:
    """From the side, strong, with mane and long tail; head up or down."""
    animal, fur = Drawing(), similar(rng, _fur(rng), 14)
    x, y = (0.78, -rng.uniform(0.4, 0.6)) if rng.random() < 0.8 else (0.9, 0.2)
    mane = shaded(fur, rng.uniform(0.4, 0.95))
    animal.polygon(((-0.58, -0.12), (-0.92, 0.5), (-0.72, 0.55), (-0.55, 0.1)), mane)
    _standing(
        animal, rng, fur, legs=rng.uniform(0.55, 0.72), thick=rng.uniform(0.1, 0.14), neck=(x, y), head=(0.27, 0.15)
    )
    animal.polygon(((x - 0.15, y - 0.14), (0.15, -0.24), (0.35, -0.2), (x - 0.02, y - 0.02)), mane)
    animal.polygon(((x - 0.12, y - 0.1), (x - 0.06, y - 0.3), (x + 0.03, y - 0.1)), fur)
    return animal


def _fur(rng: Rng) -> Colour:
    return FURS[rng.integers(len(FURS))]


def _face(animal: Drawing, rng: Rng, apart: float, size: float, iris: Colour, nose: Colour) -> None:
    for side in (-1, 1):
        animal.ellipse(side * apart, -0.08, size, size, iris)
        animal.ellipse(side * apart, -0.08, 0.45 * size, 0.8 * size, BLACK)
    animal.ellipse(0, rng.uniform(0.15, 0.28), 0.1, 0.08, nose)


def _standing(
    animal: Drawing,
    rng: Rng,
    fur: Colour,
    legs: float,
    thick: float,
    neck: tuple[float, float],
    head: tuple[float, float],
) -> None:
    """Body, four legs, neck and head; `neck` is where the head is, `head` its half axes."""
    for place, shade in ((-0.42, 0.95), (-0.25, 0.75), (0.3, 0.95), (0.44, 0.75)):
        animal.line(place, 0.1, place + rng.uniform(-0.15, 0.15), 0.15 + legs, thick, shaded(fur, shade))
    x, y = neck
    animal.polygon(((0.25, -0.15), (0.5, 0.2), (x + 0.08, y + 0.12), (x - 0.16, y - 0.04)), fur)
    animal.ellipse(0, 0, 0.62, 0.26 if thick > 0.1 else 0.22, fur)
    animal.ellipse(x, y, *head, fur)
    animal.ellipse(x + 0.8 * head[0], y + 0.09, 0.7 * head[0], 0.6 * head[1], shaded(fur, 0.85))
    animal.ellipse(x + 0.05, y - 0.04, 0.045, 0.045, BLACK)


def _sitting(animal: Drawing, rng: Rng, fur: Colour, tail_up: bool) -> None:
    """Body that sits, front leg and tail; the head comes at (0.35, -0.5)."""
    end = (-0.85, -rng.uniform(0.1, 0.7)) if tail_up else (-0.95, rng.uniform(0.4, 0.7))
    animal.line(-0.35, 0.55, *end, 0.11, shaded(fur, 0.85))
    animal.polygon(((-0.45, 0.75), (-0.4, 0.2), (0.15, -0.45), (0.5, -0.35), (0.45, 0.75)), fur)
    animal.ellipse(-0.2, 0.55, 0.35, 0.28, shaded(fur, 0.9))
    animal.line(0.35, 0.1, 0.38, 0.82, 0.13, shaded(fur, 0.8))
