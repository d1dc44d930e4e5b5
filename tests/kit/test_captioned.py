"""Pictures with captions: what they show, and that they are the same in every run."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from kit.data.captioned import (
    COLOURS,
    COUNTS,
    PAINTS,
    SEEDS,
    SHIPPED_SEED,
    TEMPLATES,
    Captioned,
    drawn_captioned,
    load_captioned,
    paint_cloud,
)
from kit.data.shapes import SEEDS as SHAPE_SEEDS
from kit.data.shapes import TEN


@pytest.fixture(scope="module")
def train() -> Captioned:
    """The default training part."""
    return load_captioned("train")


def test_shapes_types_and_range(train: Captioned) -> None:
    count = COUNTS["train"]
    assert (train.images.shape, train.images.dtype) == ((count, 3, 32, 32), torch.float32)
    assert train.images.is_contiguous()
    assert 0 <= float(train.images.min()) < 0.01
    assert 0.9 < float(train.images.max()) <= 1
    assert len(train) == len(train.captions) == count
    assert train.labels.dtype == train.colours.dtype == torch.int64
    image, caption = train[7]
    assert torch.equal(image, train.images[7])
    assert caption == train.captions[7]


def test_every_class_in_every_colour(train: Captioned) -> None:
    pairs = train.labels * len(COLOURS) + train.colours
    assert sorted(pairs[:50].tolist()) == list(range(50))
    assert pairs.bincount().tolist() == [len(train) // 50] * 50
    assert len(set(train.colours[:10].tolist())) == len(COLOURS)


def test_captions_tell_class_and_mostly_colour(train: Captioned) -> None:
    named = 0
    for caption, label, colour in zip(train.captions, train.labels, train.colours, strict=True):
        alone, coloured = (TEN[label], f"{COLOURS[colour]} {TEN[label]}")
        fits = [template.format(thing) for template in TEMPLATES for thing in (alone, coloured)]
        assert caption in fits
        named += caption.endswith(coloured)
    share, error = named / len(train), math.sqrt(0.3 * 0.7 / len(train))
    assert abs(share - 0.7) < 5 * error
    counts = [sum(c.startswith(template[:-2]) for c in train.captions) for template in TEMPLATES]
    assert min(counts) > 0.15 * len(train)


def test_pictures_have_the_colour_of_their_caption(train: Captioned) -> None:
    paints = torch.tensor(list(PAINTS.values())).float()
    bright = train.images.flatten(2).amax(2)  # of an object, since backgrounds are dark
    nearest = torch.nn.functional.cosine_similarity(bright[:, None], paints, dim=2).argmax(1)
    assert float((nearest == train.colours).float().mean()) > 0.97


def test_depends_on_seed_and_number_only(train: Captioned) -> None:
    again = load_captioned("train", count=30)
    assert len(again) == 30
    assert torch.equal(again.images, train.images[:30])
    assert again.captions == train.captions[:30]
    assert len(load_captioned("test", count=10_000)) == COUNTS["test"]
    state = np.random.get_state()[1].copy()  # type: ignore[index,union-attr]
    drawn_captioned(3, 2)
    assert np.array_equal(state, np.random.get_state()[1])  # type: ignore[index]
    assert len(drawn_captioned(3, 0)) == 0


def test_parts_are_disjoint(train: Captioned) -> None:
    seeds = [*SEEDS.values(), SHIPPED_SEED, *SHAPE_SEEDS.values()]
    assert len(set(seeds)) == len(seeds)
    test = load_captioned("test")
    assert test.captions[:50] != train.captions[:50]
    pictures = torch.cat([train.images, test.images]).flatten(1)
    assert len(torch.unique((pictures * 255).round(), dim=0)) == len(pictures)
    with pytest.raises(ValueError, match="train or test"):
        load_captioned("validation")  # type: ignore[arg-type]


def test_loader_gives_batches(train: Captioned) -> None:
    images, captions = next(iter(DataLoader(train, batch_size=6)))
    assert images.shape == (6, 3, 32, 32)
    assert list(captions) == train.captions[:6]


def test_nearer_points_cover_and_are_brighter() -> None:
    ball = np.random.default_rng(0).normal(size=(40_000, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    for seed in range(12):  # another side each
        picture = paint_cloud(ball, (1, 1, 1), np.random.default_rng(seed)).mean(2)
        middle = picture[13:19, 13:19]
        lit, near = picture[picture > 0.35], middle[middle > 0.35]  # backgrounds are below
        assert near.size > 5
        assert np.median(near) > np.median(lit) + 0.02, "the middle of a ball is nearest"
