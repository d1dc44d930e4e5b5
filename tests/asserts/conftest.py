"""The small course with a second assignment, M2, that is graded by ordinary asserts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.notebook import build_source
from autograder.course import Assignment, Course
from kit.checks import Result, run_exercise
from kit.student import Host, Student

HERE = Path(__file__).parent


@pytest.fixture
def m2(mini: Course) -> Assignment:
    """The assignment M2."""
    shutil.copytree(HERE / "M2", mini.root / "assignments" / "M2")
    return mini.assignment("M2")


@pytest.fixture
def rewrite(m2: Assignment) -> Callable[[str, str], None]:
    """Change the author's text."""

    def rewrite(old: str, new: str) -> None:
        text = m2.text.read_text()
        assert text.count(old) == 1, old
        m2.text.write_text(text.replace(old, new))

    return rewrite


@pytest.fixture
def verdicts(m2: Assignment) -> Callable[..., dict[str, Result]]:
    """Verdicts by line on M2's solution with `code` after the answer; both sides in this process, for speed."""

    def verdicts(exercise: str, code: str = "") -> dict[str, Result]:
        names: dict[str, Any] = {}
        for cell in build_source(m2).cells:
            role, name = cell.metadata.get("course", {}).get("role"), cell.metadata.get("nbgrader", {}).get("grade_id")
            if role in ("given", "answer"):
                exec(cell.source.removeprefix("%matplotlib inline\n"), names)
            if name == f"{exercise}-answer":
                exec(code, names)
        student = Student(Host(names, {}))
        return {one.id.partition(".")[2]: one for one in run_exercise(m2.hidden()[exercise], student)}

    return verdicts
