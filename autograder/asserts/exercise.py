"""Exercises whose checks are the asserts of a graded cell."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from autograder.asserts.cell import Cell, Statement, take_apart
from autograder.asserts.names import Surroundings, statements, surroundings
from autograder.asserts.run import CellRun
from autograder.authoring.text import TextCell, parse_text
from autograder.errors import CourseError
from kit.checks import Check, Exercise
from kit.checks.exercise import CheckFunction
from kit.student import Student

MAX_TITLE = 100


def assert_exercises(text: Path) -> dict[str, Exercise]:
    """The exercises of a text that are graded by asserts, by id, in the order of the text."""
    return dict(_exercises(text.read_text(encoding="utf-8"), text.name))


@lru_cache(maxsize=8)
def _exercises(text: str, name: str) -> tuple[tuple[str, Exercise], ...]:
    cells = parse_text(text, name)
    around = surroundings(cells)
    found: dict[str, Exercise] = {}
    for cell in cells:
        if cell.role == "grade" and cell.source.strip() and "points" not in cell.options:
            raise CourseError(f"the graded cell of {cell.option('exercise')} holds code: it needs points=...")
        if cell.role == "grade" and "points" in cell.options:
            exercise = read_cell(cell, around, cells)
            if exercise.id in found:
                raise CourseError(f"{exercise.id} is graded twice")
            found[exercise.id] = exercise
    return tuple(found.items())


def read_cell(cell: TextCell, around: Surroundings, cells: Iterable[TextCell] = ()) -> Exercise:
    """The exercise of one graded cell: a check for each top-level statement that tests, with equal shares."""
    name, points = str(cell.option("exercise")), _points(cell)
    parts = take_apart(name, cell.source, around)
    runs: WeakKeyDictionary[Student, CellRun] = WeakKeyDictionary()
    shares = _shares(points, len(parts.groups))
    checks = [
        Check(
            f"{name}.line-{parts.judge(group).line}",
            share,
            _function(parts, number, runs),
            _title(parts.judge(group)),
        )
        for number, (group, share) in enumerate(zip(parts.groups, shares, strict=True))
    ]
    return Exercise(name, names=_written(name, cells), checks=checks)


def _function(cell: Cell, number: int, runs: WeakKeyDictionary[Student, CellRun]) -> CheckFunction:
    def check(student: Student) -> None:
        if student not in runs:
            runs[student] = CellRun(cell, student)
        runs[student].judge(number)

    return check


def _points(cell: TextCell) -> float:
    points = cell.option("points")
    if type(points) not in (int, float) or not points >= 0:
        raise CourseError(f"a graded cell has points={points!r}")
    return float(points)


def _shares(points: float, count: int) -> list[float]:
    """Equal parts whose floating-point sum is exactly `points`: the last one is what the others leave."""
    shares = [points / count] * (count - 1)
    return [*shares, points - sum(shares)]


def _title(judge: Statement) -> str:
    if not judge.text:
        return f"Hidden test in line {judge.line}"
    text = judge.text if len(judge.text) <= MAX_TITLE else judge.text[: MAX_TITLE - 4] + " ..."
    return f"Line {judge.line}: {text}"


def _written(exercise: str, cells: Iterable[TextCell]) -> tuple[str, ...]:
    """Functions and classes of the exercise's answer cells."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    answers = [one for one in cells if one.role == "answer" and one.options.get("exercise") == exercise]
    return tuple(node.name for one in answers for node in statements(one.source) if isinstance(node, kinds))
