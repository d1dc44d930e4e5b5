"""People for a sample class: invented names of many kinds, numbers, addresses."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from autograder.term.roster import COLUMNS, Person

FIRST = (
    *("Ada", "Bruno", "Chloé", "Dmitri", "Elif", "Farid", "Grace", "Hiroshi", "Ines", "Jean-Luc", "Kofi", "Lea"),
    *("Mei", "Noor", "Olga", "Pablo", "Quentin", "Rosa", "Sven", "Thuy", "Ulla", "Viktor", "Wei", "Ximena", "Zoë"),
)
LAST = (
    *("Almeida", "Berg", "Chen", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kim", "Li"),
    *("Mbeki", "Nguyen", "O'Neill", "Petrov", "Quist", "Rossi", "Şahin", "Tanaka", "Ueda", "van Dijk", "Wang"),
)


def people(size: int, draw: random.Random) -> list[Person]:
    """So many persons; the last two of a larger class share one name, as happens."""
    names = draw.sample([(first, last) for first in FIRST for last in LAST], size)
    if size > 20:
        names[-1] = names[-2]
    numbers = draw.sample(range(2_100_000, 2_200_000), size)
    return [_person(number, at, *name) for at, (number, name) in enumerate(zip(numbers, names, strict=True))]


def _person(number: int, at: int, first: str, last: str) -> Person:
    address = f"{ascii_of(first)}.{ascii_of(last)}{at}@example.org".lower()
    return Person(str(number), first, last, address, str(40_000 + at))


def ascii_of(name: str) -> str:
    """A name's letters without their marks."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def write_roster(class_: Iterable[Person], path: Path) -> None:
    """Write the class list that ``autograder roster`` reads."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(one, name) for name in COLUMNS] for one in class_)
