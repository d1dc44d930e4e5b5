"""MNISTClutter: handwritten digits of differing size on a black canvas among pieces of other digits and strokes.

It is no public data set: scenes are made from the digits that ship, or from all of MNIST (`kit.data.digits`).
Training scenes use other digits than validation scenes, and test scenes those of MNIST's test part. A scene is always
the same for the same digits, seed and number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor
from torch.utils.data import Dataset

from kit.data.digits import digits

Split = Literal["train", "val", "test"]
Box = tuple[int, int, int, int]  # x1, y1, x2, y2

SIZE = 64
COUNTS = {"train": 2000, "val": 300, "test": 300}
SEEDS = {"train": 0, "val": 1, "test": 2}
VALIDATION = 6  # one in so many training digits is kept for validation scenes

DIGITS_OF_A_SCENE = (0.02, 0.38, 0.36, 0.24)  # chances of 0, 1, 2, 3
SIDES = (9, 28)  # of a digit's box: the longer one, in pixels
PIECES, STROKES = 8, 3
INK = 40  # a pixel at least so bright belongs to the digit
MAX_OVERLAP = 0.05  # IoU of two boxes
NOISE = 8.0


class Item(TypedDict):
    """One scene: image uint8 (64, 64), boxes float32 (n, 4) as (x, y, h, w), labels int64 (n,) in 0..9."""

    image: Tensor
    boxes: Tensor
    labels: Tensor


class Clutter(Dataset[Item]):
    """Scenes in memory.

    Attributes
    ----------
    classes
        Names of the classes of boxes.
    size
        Height and width of the images in pixels.
    """

    classes = tuple("0123456789")
    size = SIZE

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def __len__(self) -> int:
        """Return the number of scenes."""
        return len(self.items)

    def __getitem__(self, index: int) -> Item:
        """Return one scene; its tensors are copies."""
        item = self.items[index]
        return {"image": item["image"].clone(), "boxes": item["boxes"].clone(), "labels": item["labels"].clone()}


def load_clutter(split: Split, folder: Path | str = "data", count: int | None = None) -> Clutter:
    """Make a part of the data: 2,000 scenes for training, 300 for validation, 300 as a test.

    Parameters
    ----------
    folder
        Where the digits are.
    count
        Only the first so many scenes.
    """
    if split not in COUNTS:
        raise ValueError(f"split is {split!r}; use train, val or test")
    images, labels = digits(train=split != "test", folder=folder)
    if split != "test":
        kept = torch.arange(len(labels)) % VALIDATION == 0
        images, labels = (part[kept if split == "val" else ~kept] for part in (images, labels))
    number = COUNTS[split] if count is None else min(count, COUNTS[split])
    pictures, names = images.numpy(), labels.numpy()
    return Clutter([clutter_scene(pictures, names, SEEDS[split], i) for i in range(number)])


def clutter_scene(images: np.ndarray, labels: np.ndarray, seed: int, number: int) -> Item:
    """Make one scene from digits, uint8 (M, 28, 28), and their labels, (M,)."""
    rng = np.random.default_rng([seed, number])
    canvas = _strokes(rng)
    for _ in range(PIECES):
        _add_piece(rng, canvas, images[rng.integers(len(images))])
    boxes: list[Box] = []
    found: list[int] = []
    for _ in range(rng.choice(len(DIGITS_OF_A_SCENE), p=DIGITS_OF_A_SCENE)):
        chosen = int(rng.integers(len(images)))
        box = _add_digit(rng, canvas, images[chosen], boxes)
        if box is not None:
            boxes.append(box)
            found.append(int(labels[chosen]))
    noisy = np.clip(canvas + rng.normal(0, NOISE, canvas.shape), 0, 255).astype(np.uint8)
    raw = [(x1, y1, y2 - y1, x2 - x1) for x1, y1, x2, y2 in boxes]
    return {
        "image": torch.from_numpy(noisy),
        "boxes": torch.tensor(raw, dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor(found, dtype=torch.int64),
    }


def _strokes(rng: np.random.Generator) -> np.ndarray:
    """A canvas with up to three thin lines, float32 (64, 64) in [0, 255]."""
    canvas = Image.new("L", (SIZE, SIZE))
    pen = ImageDraw.Draw(canvas)
    for _ in range(rng.integers(0, STROKES + 1)):
        start, way = rng.uniform(0, SIZE, 2), rng.normal(0, 0.15 * SIZE, 2)
        line = [tuple(start.tolist()), tuple((start + way).tolist())]
        pen.line(line, fill=int(rng.uniform(60, 180)), width=int(rng.integers(1, 3)))
    return np.array(canvas, np.float32)


def _add_piece(rng: np.random.Generator, canvas: np.ndarray, digit: np.ndarray) -> None:
    """Put a square of 4 to 7 pixels from within a digit somewhere on the canvas."""
    side = int(rng.integers(4, 8))
    row, column = rng.integers(4, 18, 2)
    y, x = rng.integers(0, SIZE - side + 1, 2)
    place = canvas[y : y + side, x : x + side]
    np.maximum(place, digit[row : row + side, column : column + side], out=place)


def _add_digit(rng: np.random.Generator, canvas: np.ndarray, digit: np.ndarray, boxes: list[Box]) -> Box | None:
    """Put a digit where it hardly overlaps the others and return its box; None where no place was found."""
    height, width = _extent(digit)
    scale = rng.uniform(*SIDES) / max(height, width)
    side = max(1, round(28 * scale))
    smaller = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BILINEAR), np.float32)
    rows, columns = np.nonzero(smaller >= INK)
    if not len(rows):
        return None
    ink = smaller[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = ink.shape
    for _ in range(20):
        y, x = int(rng.integers(0, SIZE - height + 1)), int(rng.integers(0, SIZE - width + 1))
        box = (x, y, x + width, y + height)
        if all(overlap(box, other) <= MAX_OVERLAP for other in boxes):
            place = canvas[y : y + height, x : x + width]
            np.maximum(place, ink, out=place)
            return box
    return None


def _extent(digit: np.ndarray) -> tuple[int, int]:
    """Height and width of the ink."""
    rows, columns = np.nonzero(digit >= INK)
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else digit.shape


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    common = max(width, 0) * max(height, 0)
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)
