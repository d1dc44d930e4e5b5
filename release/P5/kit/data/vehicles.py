"""Vehicles of the drawn colour images (`kit.data.objects`), each in two views.

A function draws one thing around the origin, facing right; proportions, view and colours differ from call to call.
Kinds share their colours and parts on purpose: what tells them apart is how the parts are arranged.
"""

from __future__ import annotations

import numpy as np

from kit.data.drawing import Colour, Drawing, any_colour, shaded, similar

Rng = np.random.Generator

GLASS: Colour = (120, 150, 170)
TYRE: Colour = (30, 30, 32)


def airplane(rng: Rng) -> Drawing:
    """From the side, or from above with swept wings."""
    plane, colour = Drawing(), _paint(rng)
    long, wide = rng.uniform(0.8, 1.0), rng.uniform(0.11, 0.17)
    if rng.random() < 0.5:
        span = rng.uniform(0.35, 0.6)
        plane.polygon(((-0.1, 0), (0.2, 0), (-0.3, span), (-0.5, span)), shaded(colour, 0.75))
        plane.polygon(((-0.05, 0), (0.18, 0), (-0.2, -span), (-0.38, -span)), shaded(colour, 0.6))
        plane.ellipse(0, 0, long, wide, colour)
        plane.polygon(
            ((-0.75 * long, 0), (-0.5 * long, 0), (-0.85 * long, -0.45), (-long, -0.45)), similar(rng, colour, 40)
        )
        plane.line(-0.4, -0.03, 0.55, -0.03, 0.06, shaded(GLASS, 0.5))
    else:
        sweep, span = rng.uniform(0.1, 0.5), rng.uniform(0.7, 1.0)
        for side in (-1, 1):
            plane.polygon(
                ((0.3, 0), (-0.1, 0), (-0.1 - sweep, side * span), (0.08 - sweep, side * span)), shaded(colour, 0.85)
            )
            plane.polygon(((-0.7, 0), (-0.9, 0), (-1.0, side * 0.35), (-0.9, side * 0.35)), shaded(colour, 0.75))
            plane.ellipse(0.1 - sweep / 2, side * span / 2, 0.14, 0.06, shaded(colour, 0.55))
        plane.ellipse(0, 0, long, wide, colour)
        plane.ellipse(0.75 * long, 0, 0.1, 0.07, shaded(GLASS, 0.6))
    return plane


def automobile(rng: Rng) -> Drawing:
    """From the side, or from the front."""
    car, colour = Drawing(), _paint(rng)
    glass = similar(rng, GLASS, 25)
    if rng.random() < 0.6:
        roof, deep, back = rng.uniform(0.3, 0.45), rng.uniform(0.28, 0.4), rng.uniform(0.25, 0.75)
        car.polygon(((-back, 0), (-0.7 * back, -roof), (0.25, -roof), (0.6, 0)), shaded(colour, 0.85))
        car.polygon(((-0.8 * back, 0), (-0.6 * back, -0.85 * roof), (0.2, -0.85 * roof), (0.45, 0)), glass)
        car.line(-0.1, 0, -0.1, -roof, 0.06, colour)
        car.polygon(((-1, -0.02), (0.75, -0.04), (1, 0.12), (1, deep), (-1, deep)), colour)
        _wheels(car, rng, (-0.6, 0.6), deep)
    else:
        wide, roof, deep = rng.uniform(0.65, 0.8), rng.uniform(0.35, 0.5), rng.uniform(0.4, 0.55)
        for side in (-1, 1):
            car.box(side * wide * 0.8 - 0.13, deep - 0.1, side * wide * 0.8 + 0.13, deep + 0.2, TYRE)
        car.polygon(((-wide, 0), (-0.7 * wide, -roof), (0.7 * wide, -roof), (wide, 0)), shaded(colour, 0.85))
        car.polygon(((-0.8 * wide, 0), (-0.6 * wide, -0.8 * roof), (0.6 * wide, -0.8 * roof), (0.8 * wide, 0)), glass)
        car.box(-wide, 0, wide, deep, colour)
        car.box(-0.5 * wide, 0.45 * deep, 0.5 * wide, 0.75 * deep, shaded(colour, 0.45))
        for side in (-1, 1):
            car.ellipse(side * 0.72 * wide, 0.45 * deep, 0.13, 0.1, (240, 235, 200))
    return car


def truck(rng: Rng) -> Drawing:
    """From the side with a box or a flat bed, or from the front."""
    lorry, colour, load = Drawing(), _paint(rng), _paint(rng)
    glass = similar(rng, GLASS, 25)
    if rng.random() < 0.7:
        cut, high, low = rng.uniform(0.25, 0.5), rng.uniform(0.5, 0.8), rng.uniform(0.3, 0.4)
        if rng.random() < 0.75:
            lorry.box(-1, -high, cut - 0.05, low - 0.08, load)
        else:
            lorry.box(-1, 0.05, cut - 0.05, low - 0.08, load)
        cab = rng.uniform(0.25, 0.5)
        lorry.polygon(((cut, -cab), (0.85, -cab), (1, 0), (1, low), (cut, low)), colour)
        lorry.polygon(((cut + 0.12, -cab + 0.1), (0.82, -cab + 0.1), (0.93, 0.02), (cut + 0.12, 0.02)), glass)
        lorry.box(-1, low - 0.08, 1, low + 0.02, (50, 50, 52))
        _wheels(lorry, rng, (-0.75, -0.42, 0.68), low)
    else:
        wide, high, low = rng.uniform(0.5, 0.65), rng.uniform(0.75, 0.95), rng.uniform(0.55, 0.7)
        for side in (-1, 1):
            lorry.box(side * wide * 0.8 - 0.13, low - 0.1, side * wide * 0.8 + 0.13, low + 0.22, TYRE)
        lorry.box(-wide, -high, wide, -0.3, load)
        lorry.box(-wide, -0.5, wide, low, colour)
        lorry.box(-0.85 * wide, -0.4, 0.85 * wide, 0.0, glass)
        lorry.box(-0.6 * wide, 0.15, 0.6 * wide, 0.45, shaded(colour, 0.45))
        for side in (-1, 1):
            lorry.ellipse(side * 0.75 * wide, 0.5, 0.1, 0.09, (240, 235, 200))
    return lorry


def ship(rng: Rng) -> Drawing:
    """With a bridge and funnels, or with sails."""
    boat, colour = Drawing(), _paint(rng)
    top, deep = rng.uniform(0.1, 0.3), rng.uniform(0.25, 0.4)
    if rng.random() < 0.6:
        left, right = rng.uniform(-0.7, -0.4), rng.uniform(0.2, 0.6)
        house = similar(rng, (222, 222, 220), 25)
        for place in rng.uniform(left + 0.1, right - 0.1, rng.integers(1, 4)):
            boat.box(place - 0.08, top - rng.uniform(0.5, 0.7), place + 0.08, top, _paint(rng))
        boat.box(left, top - rng.uniform(0.2, 0.32), right, top, house)
        if rng.random() < 0.5:
            boat.box(left + 0.15, top - 0.45, left + 0.5, top - 0.2, shaded(house, 0.9))
        boat.line(left, top - 0.12, right, top - 0.12, 0.07, shaded(GLASS, 0.5))
    else:
        mast, high = rng.uniform(-0.2, 0.2), rng.uniform(0.8, 1.1)
        sail = similar(rng, (232, 228, 218), 20) if rng.random() < 0.7 else any_colour(rng)
        boat.line(mast, top, mast, top - high, 0.06, (90, 70, 50))
        boat.polygon(((mast + 0.05, top - high), (mast + 0.05, top - 0.08), (0.8, top - 0.08)), sail)
        boat.polygon(
            ((mast - 0.05, top - 0.85 * high), (mast - 0.05, top - 0.08), (-0.6, top - 0.08)), shaded(sail, 0.85)
        )
    boat.polygon(((-1, top), (1, top), (0.75, top + deep), (-0.8, top + deep)), colour)
    boat.line(-0.95, top + 0.05, 0.97, top + 0.05, 0.07, shaded(colour, 0.6))
    return boat


def _paint(rng: Rng) -> Colour:
    """What vehicles are painted in: often white or grey."""
    return similar(rng, (205, 206, 210), 25) if rng.random() < 0.35 else any_colour(rng)


def _wheels(thing: Drawing, rng: Rng, places: tuple[float, ...], y: float) -> None:
    radius = rng.uniform(0.17, 0.23)
    for x in places:
        thing.ellipse(x, y, radius, radius, TYRE)
        thing.ellipse(x, y, 0.5 * radius, 0.5 * radius, (150, 150, 155))
