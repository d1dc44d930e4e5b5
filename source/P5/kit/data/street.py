"""Street scenes with people in them and an instance mask, drawn with Pillow: what stands in for Penn-Fudan.

A scene is always the same for the same seed, number and size. People are painted from far to near, so near ones
cover far ones in the image and in the mask alike; poles and trees are upright too, but no people.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kit.data.walker import Colour, Rng, any_colour, lit, near, walker

FINE = 2  # drawn so much larger, then averaged
MIN_PIXELS = 40  # of a person who counts; those (nearly) hidden do not


def street_scene(seed: int, number: int, size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """Draw a street with 1 to 4 people.

    Parameters
    ----------
    size
        ``(h, w)`` in pixels.

    Returns
    -------
    image, mask
        Of mode RGB and L. The mask is 0 for background and k for person k = 1, 2, ..., far people first.
    """
    attempt = 0
    while True:
        rng = np.random.default_rng([seed, number, attempt])
        image, mask = _people(rng, *_street(rng, size[0] * FINE, size[1] * FINE))
        visible = [k for k in range(1, int(mask.max()) + 1) if (mask == k).sum() >= MIN_PIXELS * FINE**2]
        if visible:
            break
        attempt += 1
    table = np.zeros(256, np.uint8)
    table[visible] = np.arange(1, len(visible) + 1)
    small = Image.fromarray(table[mask]).resize((size[1], size[0]), Image.Resampling.NEAREST)
    blurred = image.filter(ImageFilter.GaussianBlur(FINE * rng.uniform(0.25, 0.6)))
    return _photograph(rng, blurred.resize((size[1], size[0]), Image.Resampling.LANCZOS)), small


def _people(rng: Rng, image: Image.Image, horizon: int) -> tuple[Image.Image, np.ndarray]:
    """Put people on the ground; return the image and the mask, uint8 (h, w)."""
    width, height = image.size
    depth, mask = height - horizon, np.zeros((height, width), np.uint8)
    feet = np.sort(rng.uniform(horizon + 0.3 * depth, 0.99 * height, rng.integers(1, 5)))
    for k, foot in enumerate(feet, 1):
        nearness = float(np.clip((foot - horizon) / depth, 0.3, 1))
        tall = int(nearness * height * rng.uniform(0.64, 0.88))
        person = _shaded(rng, walker(rng, tall))
        left, top = int(rng.uniform(0.06, 0.94) * width - person.width / 2), int(foot - person.height)
        shadow = Image.new("L", image.size, 0)
        box = (left + person.width * 0.2, foot - tall * 0.03, left + person.width * 0.95, foot + tall * 0.03)
        ImageDraw.Draw(shadow).ellipse(box, fill=90)
        dark = Image.new("RGB", image.size, (25, 25, 30))
        image = Image.composite(dark, image, shadow.filter(ImageFilter.GaussianBlur(tall * 0.02)))
        image.paste(person, (left, top), person)
        outline = Image.new("L", image.size, 0)
        outline.paste(person.getchannel("A"), (left, top))
        mask[np.asarray(outline) > 127] = k
    return image, mask


def _shaded(rng: Rng, person: Image.Image) -> Image.Image:
    """Light from one side, and the grain of cloth."""
    pixels = np.asarray(person).astype(np.float32)
    light = np.linspace(1.12, 0.82, person.width)[None, :, None]
    if rng.random() < 0.5:
        light = light[:, ::-1]
    grain = rng.normal(0, 5, pixels.shape[:2])[..., None]
    pixels[..., :3] = np.clip(pixels[..., :3] * light + grain, 0, 255)
    return Image.fromarray(pixels.astype(np.uint8), "RGBA")


def _photograph(rng: Rng, image: Image.Image) -> Image.Image:
    """Contrast, brightness, a tint and the noise of a sensor."""
    pixels = (np.asarray(image).astype(np.float32) - 128) * rng.uniform(0.8, 1.1) + 128
    pixels += rng.normal(0, 12) + rng.normal(0, 6, 3) + rng.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _street(rng: Rng, height: int, width: int) -> tuple[Image.Image, int]:
    """The place without people, and the row of its horizon."""
    horizon = int(height * rng.uniform(0.35, 0.55))
    image = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(image)
    sky = near(rng, (170, 195, 225), 14)
    for y in range(horizon + 1):
        pen.line([(0, y), (width, y)], fill=lit(sky, 0.85 + 0.25 * y / horizon))
    _buildings(rng, pen, width, horizon)
    vanishing = _ground(rng, pen, width, height, horizon)
    if rng.random() < 0.6:
        edge = 0 if rng.random() < 0.5 else width
        grass = near(rng, (85, 125, 60), 15)
        corner = (edge, height * rng.uniform(0.6, 0.9))
        pen.polygon([(edge, horizon), (vanishing, horizon), corner], fill=grass)
    for _ in range(rng.integers(0, 4)):
        _tree(rng, pen, rng.uniform(0, width), horizon)
    for _ in range(rng.integers(0, 3)):
        place = (rng.uniform(0, width), horizon + height * rng.uniform(0.02, 0.1))
        _car(pen, place, height * rng.uniform(0.1, 0.2), any_colour(rng))
    for _ in range(rng.integers(0, 4)):
        foot = horizon + (height - horizon) * rng.uniform(0.05, 0.7)
        _pole(rng, pen, (rng.uniform(0, width), foot), height * rng.uniform(0.2, 0.7))
    return image, horizon


def _buildings(rng: Rng, pen: ImageDraw.ImageDraw, width: int, horizon: int) -> None:
    x = -int(rng.integers(0, 40))
    while x < width:
        wide, tall = int(width * rng.uniform(0.12, 0.35)), int(horizon * rng.uniform(0.35, 1.0))
        wall, glass = near(rng, (165, 150, 135), 20), near(rng, (90, 105, 120), 25)
        pen.rectangle((x, horizon - tall, x + wide, horizon + 4), fill=wall)
        if rng.random() < 0.85:
            columns, rows = int(rng.integers(2, 6)), int(rng.integers(2, 6))
            for column, row in np.ndindex(columns, rows):
                left, top = x + wide * (column + 0.25) / columns, horizon - tall + tall * (row + 0.25) / rows
                pane = (left, top, left + wide * 0.5 / columns, top + tall * 0.5 / rows)
                pen.rectangle(pane, fill=near(rng, glass, 12))
        x += wide + int(rng.integers(0, 12))


def _ground(rng: Rng, pen: ImageDraw.ImageDraw, width: int, height: int, horizon: int) -> float:
    """Pavement whose lines meet in a point of the horizon; return its x."""
    stone = near(rng, (120, 118, 112), 12)
    for y in range(horizon, height):
        pen.line([(0, y), (width, y)], fill=lit(stone, 0.9 + 0.3 * (y - horizon) / (height - horizon)))
    vanishing = rng.uniform(0.1, 0.9) * width
    for end in np.linspace(-2, 3, rng.integers(6, 14)):
        pen.line([(vanishing, horizon), (end * width, height)], fill=lit(stone, 0.8))
    row = horizon + 3.0
    while row < height:
        pen.line([(0, row), (width, row)], fill=lit(stone, 0.85))
        row = horizon + (row - horizon) * 1.5 + 2
    return vanishing


def _tree(rng: Rng, pen: ImageDraw.ImageDraw, x: float, horizon: int) -> None:
    size = horizon * rng.uniform(0.3, 0.7)
    trunk = (x - size * 0.05, horizon - size * 0.5, x + size * 0.05, horizon + size * 0.12)
    pen.rectangle(trunk, fill=near(rng, (85, 60, 40), 10))
    for _ in range(14):
        dx, dy, radius = (
            rng.normal(0, size * 0.2),
            rng.normal(-size * 0.65, size * 0.18),
            size * rng.uniform(0.1, 0.25),
        )
        box = (x + dx - radius, horizon + dy - radius, x + dx + radius, horizon + dy + radius)
        pen.ellipse(box, fill=near(rng, (60, 105, 50), 20))


def _car(pen: ImageDraw.ImageDraw, place: tuple[float, float], size: float, colour: Colour) -> None:
    x, y = place
    pen.rounded_rectangle((x - size, y - size * 0.35, x + size, y + size * 0.15), size * 0.12, fill=colour)
    for outline, fill in (
        (((-0.6, -0.33), (-0.4, -0.65), (0.35, -0.65), (0.65, -0.33)), lit(colour, 0.8)),
        (((-0.5, -0.35), (-0.35, -0.58), (0.3, -0.58), (0.52, -0.35)), (150, 170, 185)),
    ):
        pen.polygon([(x + size * dx, y + size * dy) for dx, dy in outline], fill=fill)
    for wheel in (-0.6, 0.6):
        left, right = x + (wheel - 0.18) * size, x + (wheel + 0.18) * size
        pen.ellipse((left, y - size * 0.03, right, y + size * 0.33), fill=(30, 30, 32))


def _pole(rng: Rng, pen: ImageDraw.ImageDraw, foot: tuple[float, float], size: float) -> None:
    """A lamp post or a road sign."""
    x, y = foot
    pen.rectangle((x - size * 0.018, y - size, x + size * 0.018, y), fill=near(rng, (70, 72, 78), 12))
    if rng.random() < 0.6:
        pen.rounded_rectangle((x - size * 0.1, y - size, x + size * 0.1, y - size * 0.8), 2, fill=any_colour(rng))
