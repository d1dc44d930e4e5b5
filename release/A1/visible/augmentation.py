"""Self-checks of A1-E12."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.data.drawn import drawn_digits
from kit.probes import pictures

e12 = Exercise("A1-E12", names=("augmentations", "train_transform", "test_transform", "build_splits"))


@e12.check("list")
def listed(student: Any) -> None:
    """`augmentations` is a list of at least three callables."""
    changes = student.augmentations()
    expect.that(type(changes) in (list, tuple), "augmentations should return a list")
    expect.that(len(changes) >= 3, f"augmentations has {len(changes)} entries, at least 3 are asked")


@e12.check("shapes")
def shapes(student: Any) -> None:
    """Both transforms make a float32 (1, 28, 28) tensor of a PIL image."""
    images, _ = drawn_digits(2, seed=0)
    for name in ("train_transform", "test_transform"):
        for got in student.run(pictures.transformed(student.get(name)(), images)):
            expect.tensor(got, f"the result of {name}", shape=(1, 28, 28), dtype=torch.float32)


@e12.check("two-draws")
def two_draws(student: Any) -> None:
    """Of some results of `train_transform` for one image, two differ."""
    images, _ = drawn_digits(1, seed=0)
    results = student.run(pictures.transformed(student.train_transform(), images.expand(32, 28, 28)))
    for got in results:
        expect.tensor(got, "the result of train_transform", shape=(1, 28, 28))
    expect.that(any(not torch.equal(got, results[0]) for got in results), "all draws are the same")


@e12.check("lengths")
def lengths(student: Any) -> None:
    """Of 50 training and 9 test images, `n_val=8` leaves 42, 8 and 9."""
    load = pictures.loader(drawn_digits(50, seed=0), drawn_digits(9, seed=1))
    parts = student.build_splits(load, n_val=8, seed=0)
    expect.instance(parts, dict, "the result of build_splits")
    for part, size in (("train", 42), ("val", 8), ("test", 9)):
        expect.that(part in parts, f'the result has no "{part}"')
        expect.integer(len(parts[part]), size, f'the length of "{part}"')
