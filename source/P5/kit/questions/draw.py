"""Numbers drawn for one student: the same in every place and every Python, different for the next student."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def rng_for(*key: int | str) -> random.Random:
    """Return a generator that depends on nothing but `key`, such as (student number, notebook, family).

    Draw from it with `pick` and `different` only: of `random.Random` just ``random()`` is promised to
    give the same numbers in every Python.
    """
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return random.Random(int.from_bytes(digest, "big"))


def pick(rng: random.Random, options: Sequence[T]) -> T:
    """Return one of `options`, each with the same chance."""
    return options[int(rng.random() * len(options))]


def different(rng: random.Random, **options: Sequence[Any]) -> dict[str, Any]:
    """Return one value for each name, drawn again until all values are pairwise different."""
    while True:
        drawn = {name: pick(rng, values) for name, values in options.items()}
        if len(set(drawn.values())) == len(drawn):
            return drawn


def is_student_number(number: object) -> bool:
    """Whether `number` can be a student's number: a whole number from 1 upwards."""
    return type(number) is int and number > 0
