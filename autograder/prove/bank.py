"""The bank of known solutions: ``bank/wrong/EXERCISE--MISTAKE.py`` and ``bank/right/EXERCISE--WAY.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError, UsageError
from kit.checks import Exercise

NAME = re.compile(r"(?P<exercise>[A-Z][A-Za-z0-9]*-E\d+)--(?P<name>[\w.+-]+)\Z")
ORDER = re.compile(r"\bh(\d+)\b")


@dataclass(frozen=True)
class Entry:
    """One known solution.

    ``kind`` is ``"reference"``, ``"right"`` or ``"wrong"``; ``caught_by`` are the checks that a wrong one must
    fail, by id (empty: any check of its exercise).
    """

    kind: str
    exercise: str
    name: str
    source: str = ""
    about: str = ""
    caught_by: frozenset[str] = frozenset()


def read_bank(folder: Path, exercises: dict[str, Exercise], assignment: str) -> list[Entry]:
    """Read the entries of an assignment in a folder with ``wrong/`` and ``right/``; other assignments' are left out."""
    if not any((folder / kind).is_dir() for kind in ("wrong", "right")):
        raise UsageError(f"{folder} has neither wrong/ nor right/")
    return [
        entry
        for kind in ("right", "wrong")
        for path in sorted((folder / kind).glob("*.py"))
        if (entry := _read(path, kind, exercises, assignment)) is not None
    ]


def _read(path: Path, kind: str, exercises: dict[str, Exercise], assignment: str) -> Entry | None:
    match = NAME.match(path.stem)
    if match is None:
        raise CourseError(f"{path.name} is not named EXERCISE--NAME.py")
    exercise = match["exercise"]
    if not exercise.startswith(f"{assignment}-"):
        return None
    if exercise not in exercises:
        raise CourseError(f"{path.name}: there is no exercise {exercise}")
    source = path.read_text(encoding="utf-8")
    try:
        about = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        raise CourseError(f"{path.name} does not parse: {error}") from error
    named = _named(about, exercises[exercise]) if kind == "wrong" else frozenset()
    return Entry(kind, exercise, match["name"], source, about, named)


def _named(about: str, exercise: Exercise) -> frozenset[str]:
    """Checks that a docstring names: by id, or as h1, h2, ... in the order of the exercise."""
    ids = [check.id for check in exercise.checks]
    by_id = {name for name in ids if re.search(re.escape(name) + r"(?![\w-])", about)}
    by_order = {ids[int(number) - 1] for number in ORDER.findall(about) if 0 < int(number) <= len(ids)}
    return frozenset(by_id or by_order)


def references(exercises: Iterable[str]) -> list[Entry]:
    """The reference solution of each exercise, as an entry."""
    return [Entry("reference", exercise, "reference") for exercise in exercises]
