"""The small course with scenes, built and handed in."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring.notebook import build_source
from autograder.course import Course
from autograder.engine.job import Record
from autograder.files import find_own_programs
from autograder.grading.store import record_path, write_record
from autograder.sample.solve import MARKER
from kit.checks.outcome import Outcome, Result

TALK = '''"""Scenes of the small notebook."""

from autograder.talk import Call, Make, Scene, normal

SCENES = (
    Scene("M1-E1", "squares", {"a": range(4, 9), "b": range(11, 19)},
          lambda p: Call("square", {"x": normal(p["a"], p["b"])})),
    Scene("M1-E2", "a layer", {"n": range(4, 9)}, lambda p: Call(Make("Net"), {"x": normal(p["n"], 3)})),
)
'''
SQUARE = """def square(x):
    rows = x.unsqueeze(1).expand(-1, 3, -1)
    wide = rows.reshape(len(x), -1)
    both = torch.cat((wide, wide))
    return (both.T @ both).abs().cdist(both.T)"""
"""Not right, but full of shapes."""


@pytest.fixture(scope="session")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows students 11 and 12: nbgrader takes seconds to make a new one."""
    path = tmp_path_factory.mktemp("book") / "gradebook.db"
    find_own_programs()
    with Gradebook(f"sqlite:///{path}") as book:
        for student in ("11", "12"):
            book.update_or_create_student(student)
    return path


@pytest.fixture
def course(mini: Course, gradebook: Path) -> Course:
    """The small course with its instructor's notebook, scenes and a gradebook."""
    shutil.copy(gradebook, mini.root)
    assignment = mini.assignment("M1")
    assignment.source.parent.mkdir(parents=True)
    nbformat.write(build_source(assignment), assignment.source)
    (assignment.folder / "talk.py").write_text(TALK)
    return mini


@pytest.fixture
def hand_in(course: Course) -> Callable[..., Path]:
    """Write a solved notebook as a submission, with other sources for some cells."""
    source = nbformat.read(course.assignment("M1").source, as_version=4)

    def hand_in(student: str, square: str = SQUARE) -> Path:
        notebook = copy.deepcopy(source)
        for cell in notebook.cells:
            cell.source = MARKER.sub("", cell.source)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "M1-E1-answer":
                cell.source = square
        path = course.root / "submitted" / student / "M1" / "M1.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return hand_in


@pytest.fixture
def graded(course: Course) -> Callable[..., None]:
    """Store a verdict: each check of M1-E1 with its outcome and message; M1-E2 passed."""

    def graded(student: str, outcome: Outcome, message: str = "", look_at: tuple[str, ...] = ()) -> None:
        results = [
            Result("M1-E1.values", "Each number is multiplied by itself.", 1, outcome, message),
            Result("M1-E2.affine", "The module is affine.", 45, Outcome.PASSED),
        ]
        record = Record("M1", student, results=results, look_at=list(look_at))
        write_record(record_path(course, "M1", student), record)

    return graded
