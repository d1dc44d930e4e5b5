"""A built course with submissions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import build_release
from autograder.course import Course
from autograder.sample.solve import fill_in

Change = Callable[[NotebookNode], None]


@pytest.fixture
def course(mini: Course) -> Course:
    """The small course with source and release."""
    build_release(mini.assignment("M1"))
    return mini


@pytest.fixture
def hand_in(course: Course) -> Callable[..., Path]:
    """Write a solved notebook as a submission, changed by a function or with other cells."""
    assignment = course.assignment("M1")
    release = nbformat.read(assignment.release, as_version=4)
    source = nbformat.read(assignment.source, as_version=4)

    def hand_in(student: str, change: Change | None = None, **options: object) -> Path:
        notebook = fill_in(assignment, release, source, 17, **options)  # type: ignore[arg-type]
        if change is not None:
            change(notebook)
        path = course.root / "submitted" / student / "M1" / "M1.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return hand_in
