"""A1-E12: augmentation, transforms and splits."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from assignments.A1.probes import augmentation
from kit.checks import Exercise, expect
from kit.data.digits import DEVIATION, MEAN
from kit.data.drawn import drawn_digits
from kit.probes import pictures

e12 = Exercise("A1-E12", names=("augmentations", "train_transform", "test_transform", "build_splits"))

SIZE = (1, 28, 28)
LOW, HIGH = (0 - MEAN) / DEVIATION, (1 - MEAN) / DEVIATION
UPRIGHT = 0.85
FLAG = (
    ((0.1, 0.0), (0.1, 1.0)),
    ((0.1, 0.0), (0.9, 0.0)),
    ((0.1, 0.12), (0.75, 0.12)),
    ((0.1, 0.25), (0.5, 0.25)),
    ((0.9, 0.0), (0.9, 0.25)),
)
DRAWS = (
    600  # at the weakest usual augmentation (.90 upright) the rate of 600 draws has a standard error of .012
)


def _digit() -> Tensor:
    """A drawn digit of a random class, uint8 (28, 28)."""
    return drawn_digits(1 + int(torch.randint(10, ())), seed=int(torch.randint(2**31, ())))[0][-1]


def _normalised(image: Tensor) -> Tensor:
    return ((image.float() / 255 - MEAN) / DEVIATION)[None]


@e12.check("form-and-range", points=1)
def form_and_range(student: Any) -> None:
    """Both transforms give normalised float32 (1, 28, 28) tensors, and the test transform exact values."""
    images = torch.stack([_digit(), torch.zeros(28, 28), torch.full((28, 28), 255)]).to(torch.uint8)
    with student.bind(augmentations=augmentation.mild()):
        train = student.run(pictures.transformed(student.train_transform(), images.repeat(4, 1, 1)))
    for got in train:
        expect.tensor(got, "the result of train_transform", shape=SIZE, dtype=torch.float32, grad=False)
        _in_range(got, LOW, HIGH, "the result of train_transform")
    transform = student.test_transform()
    for repeated in range(2):
        for got, image in zip(student.run(pictures.transformed(transform, images)), images, strict=True):
            expect.tensor(got, "the result of test_transform", shape=SIZE, dtype=torch.float32, grad=False)
            name = "the result of test_transform" + (" when called again" if repeated else "")
            expect.close(got, _normalised(image), name, rtol=1e-5, atol=1e-5)


def _in_range(value: Tensor, low: float, high: float, name: str) -> None:
    expect.finite(value, name)
    inside = float(value.min()) >= low - 1e-3 and float(value.max()) <= high + 1e-3
    expect.that(inside, f"{name} has values outside [{low:.4g}, {high:.4g}]")


@e12.check("fresh-draws", points=1)
def fresh_draws(student: Any) -> None:
    """Each call draws anew, black and white stay in reach, and three kinds of augmentation differ."""
    image = _digit()
    with student.bind(augmentations=augmentation.mild()):
        results = student.run(pictures.transformed(student.train_transform(), image.expand(64, 28, 28)))
    for got in results:
        expect.tensor(got, "the result of train_transform", shape=SIZE, dtype=torch.float32)
    # the best of eight groups: a transform that leaves some images alone on purpose is fine
    different = max(_different(results[first : first + 8]) for first in range(0, 64, 8))
    expect.that(different >= 6, f"eight calls of train_transform gave {different} different results")
    every = torch.stack(results)
    expect.that(float(every.min()) < -0.40, "no draw of train_transform has a value near that of black")
    expect.that(float(every.max()) > 2.0, "no draw of train_transform has a value near that of white")

    changes = student.augmentations()
    expect.that(type(changes) in (list, tuple), "augmentations should return a list")
    different = len(set(student.run(augmentation.kinds(changes))))
    expect.that(
        different >= 3, f"augmentations has {different} different kinds of callables, at least 3 are asked"
    )
    for number, change in enumerate(changes):
        name = f"the result of augmentation {number}"
        got = student.run(augmentation.draws(change, image.float()[None] / 255, 100))
        for one in got:
            expect.tensor(one, name, shape=SIZE, dtype=torch.float32)
            _in_range(one, 0, 1, name)
        expect.that(_different(got) > 1, f"augmentation {number} gives the same each time")


def _different(results: list[Tensor]) -> int:
    found: list[Tensor] = []
    for result in results:
        if not any(torch.equal(result, known) for known in found):
            found.append(result)
    return len(found)


@e12.check("uprightness", points=1)
def uprightness(student: Any) -> None:
    """An augmented glyph still looks more like itself than like its mirror images and quarter turns."""
    glyph = _asymmetric_glyph()
    raw = (glyph[0] * 255).round().to(torch.uint8)
    draws = student.run(pictures.transformed(student.train_transform(), raw.expand(DRAWS, 28, 28)))
    for draw in draws:
        expect.tensor(draw, "the result of train_transform", shape=SIZE, dtype=torch.float32)
    upright = _upright(torch.stack(draws) * DEVIATION + MEAN, glyph)
    words = "turned or mirrored too often: its class does not survive"
    expect.that(upright >= UPRIGHT, f"a glyph that passed through train_transform is {words}")
    for number, change in enumerate(student.augmentations()):
        draws = student.run(augmentation.draws(change, glyph, DRAWS))
        for draw in draws:
            expect.tensor(draw, f"the result of augmentation {number}", shape=SIZE, dtype=torch.float32)
        expect.that(
            _upright(torch.stack(draws), glyph) >= UPRIGHT, f"after augmentation {number} a glyph is {words}"
        )


def _asymmetric_glyph() -> Tensor:
    """A flag, float32 (1, 28, 28) in [0, 1], that is unlike its own mirror images and quarter turns."""
    width, height, right, down = (
        low + (high - low) * float(torch.rand(())) for low, high in ((14, 17), (18, 20), (13, 15), (13, 15))
    )
    canvas = Image.new("L", (112, 112))
    pen = ImageDraw.Draw(canvas)
    for stroke in FLAG:
        points = [(4 * ((x - 0.5) * width + right), 4 * ((y - 0.5) * height + down)) for x, y in stroke]
        pen.line(points, fill=255, width=10)
    pixels = np.array(canvas.resize((28, 28), Image.Resampling.BOX))
    return torch.from_numpy(pixels)[None].float() / 255


def _others(glyph: Tensor) -> list[Tensor]:
    """The mirror images and quarter turns of a glyph (1, 28, 28)."""
    return [glyph.flip(1), glyph.flip(2), *(torch.rot90(glyph, turns, (1, 2)) for turns in (1, 2, 3))]


def _upright(draws: Tensor, glyph: Tensor) -> float:
    """Share of draws (K, 1, 28, 28) that correlate more with the glyph than with its images and turns."""
    own = _likeness(draws, glyph)
    return float(
        (own > torch.stack([_likeness(draws, other) for other in _others(glyph)]).amax(0)).float().mean()
    )


def _likeness(images: Tensor, glyph: Tensor) -> Tensor:
    """Correlation (K,) of images (K, 1, 28, 28) with a glyph (1, 28, 28), both centred and blurred."""
    return F.cosine_similarity(_centred(images), _centred(glyph[None]), dim=1)


def _centred(images: Tensor) -> Tensor:
    """Shift each image's centroid to the middle, blur, subtract the mean: (K, 784)."""
    bright = images - 0.3 * images.amax((1, 2, 3), keepdim=True)
    weight = bright.clamp(min=1e-9)
    place = torch.linspace(-1, 1, 28)
    total = weight.sum((1, 2, 3))
    x = (weight.sum((1, 2)) * place).sum(1) / total
    y = (weight.sum((1, 3)) * place).sum(1) / total
    move = torch.eye(2, 3).repeat(len(images), 1, 1)
    move[:, :, 2] = torch.stack([x, y], dim=1)
    grid = F.affine_grid(move, list(images.shape), align_corners=True)
    centred = F.grid_sample(images, grid, align_corners=True)
    bell = torch.exp(-(torch.arange(-5.0, 6.0) ** 2) / (2 * 1.5**2))
    bell = bell / bell.sum()
    blurred = F.conv2d(
        F.conv2d(centred, bell.view(1, 1, -1, 1), padding=(5, 0)), bell.view(1, 1, 1, -1), padding=(0, 5)
    )
    flat = blurred.flatten(1)
    return flat - flat.mean(1, keepdim=True)


@e12.check("splits", points=1)
def splits(student: Any) -> None:
    """Test is the test part, train and val are the training part cut by the seed; only train is random."""
    n_train, n_test, n_val = 53, 17, 11
    train, test = _coded(n_train, 0), _coded(n_test, 1)
    load = pictures.loader(train, test)
    drawn = []
    for seed in (3, 3, 4, 5, 6):
        with student.bind(train_transform=augmentation.noisy()):
            parts = student.build_splits(load, n_val=n_val, seed=seed)
            expect.instance(parts, dict, "the result of build_splits")
            found: dict[str, list[int]] = {}
            for part, source, size in (("train", 0, n_train - n_val), ("val", 0, n_val), ("test", 1, n_test)):
                expect.that(part in parts, f'the result of build_splits has no "{part}"')
                first, second = (student.run(pictures.items(parts[part])) for _ in range(2))
                labels = (train if source == 0 else test)[1]
                found[part] = _decoded(first, part, source, size, labels)
                same = all(torch.equal(a, b) for (a, _), (b, _) in zip(first, second, strict=True))
                expect.that(
                    same == (part != "train"), f'"{part}" ' + ("is not augmented" if same else "is random")
                )
        whole = sorted(found["train"] + found["val"])
        overlap = set(found["train"]) & set(found["val"])
        expect.that(not overlap, f'{len(overlap)} images are in "train" and in "val"')
        expect.that(whole == list(range(n_train)), '"train" and "val" do not make up the training part')
        expect.that(sorted(found["test"]) == list(range(n_test)), '"test" is not all of the test part')
        drawn.append(sorted(found["val"]))
    expect.that(drawn[0] == drawn[1], "the same seed gives another validation part")
    expect.that(len({tuple(one) for one in drawn}) > 1, "another seed gives the same validation part")


def _coded(count: int, source: int) -> tuple[Tensor, Tensor]:
    """Images that carry their number and source as black and white squares, with random labels."""
    images = torch.zeros(count, 28, 28, dtype=torch.uint8)
    for number in range(count):
        bits = [1, 0, source, *((number >> bit) & 1 for bit in range(7))]
        for place, bit in enumerate(bits):
            row, column = 2 + 5 * (place // 5), 2 + 5 * (place % 5)
            images[number, row : row + 4, column : column + 4] = 255 * bit
    return images, torch.randint(0, 10, (count,))


def _decoded(items: list[Any], part: str, source: int, size: int, labels: Tensor) -> list[int]:
    """Return the numbers that the images of a part carry, after a look at their form, source and labels."""
    expect.that(len(items) == size, f'"{part}" has {len(items)} images, expected {size}')
    numbers = []
    for item in items:
        expect.that(type(item) in (tuple, list) and len(item) == 2, f'an item of "{part}" should be a pair')
        image, label = item
        expect.tensor(image, f'an image of "{part}"', shape=SIZE)
        expect.that(type(label) is int, f'a label of "{part}" should be an int')
        white = image[0] > (image.max() + image.min()) / 2
        squares = [white[2 + 5 * (n // 5) + 1, 2 + 5 * (n % 5) + 1] for n in range(10)]
        bits = [int(square) for square in squares]
        number = sum(bit << place for place, bit in enumerate(bits[3:]))
        right_source = bits[:3] == [1, 0, source] and number < len(labels)
        expect.that(
            right_source, f'"{part}" holds an image that is not of the {("training", "test")[source]} part'
        )
        expect.that(label == int(labels[number]), f'an image of "{part}" has the label of another one')
        numbers.append(number)
    return numbers
