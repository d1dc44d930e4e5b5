"""A class whose work takes a while, and a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.course import Course
from tests.cluster.farm import Farm, farm_in
from tests.grading.conftest import course, hand_in

__all__ = ["class_of", "course", "farm", "hand_in"]


def slowly(notebook: NotebookNode) -> None:
    """Have a solution take two seconds, and no processor."""
    cell = next(one for one in notebook.cells if "TODO M1-E1" in one.source)
    cell.source = f"import time\ntime.sleep(2)\n{cell.source}"


@pytest.fixture
def class_of(course: Course, hand_in: Callable[..., Path]) -> Callable[[int], dict[str, float]]:
    """Hand in the work of so many students; returns the marks that they deserve."""

    def class_of(count: int) -> dict[str, float]:
        students = [f"{number:02}" for number in range(1, count + 1)]
        for student in students:
            hand_in(student, slowly, exercises=None if int(student) % 2 else ("M1-E2",))
        return {student: 98.0 if int(student) % 2 else 95.0 for student in students}

    return class_of


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    """A place for a cluster."""
    with farm_in(tmp_path / "farm") as made:
        yield made
