"""The text of every known right solution is clean, that of a library call is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.authoring.notebook import build_source
from autograder.course import Assignment, Course
from autograder.engine.job import JobCell
from autograder.grading.reference import reference_cells
from autograder.parsed import Notebook, forbidden_uses, suspicious
from autograder.prove import Entry, read_bank
from autograder.prove.bank import references

COURSE = Course.at(Path(__file__).parents[2])


@cache
def notebook(name: str) -> tuple[Assignment, NotebookNode]:
    assignment = COURSE.assignment(name)
    return assignment, build_source(assignment)


def entries() -> list[Entry]:
    found: list[Entry] = []
    for name in COURSE.ids:
        assignment = COURSE.assignment(name)
        hidden = assignment.hidden()
        forbid = {one for one, exercise in hidden.items() if exercise.forbidden}
        bank = read_bank(assignment.folder / "bank", hidden, name) if (assignment.folder / "bank").is_dir() else []
        found += references(sorted(forbid))
        found += [
            one for one in bank if one.exercise in forbid and (one.kind == "right" or one.name.startswith("library-"))
        ]
    return found


def sources(entry: Entry) -> list[str]:
    assignment, built = notebook(entry.exercise.partition("-")[0])
    extra = JobCell("bank", entry.source) if entry.source else None
    return [cell.source for cell in reference_cells(assignment, built, 17, entry.exercise, extra)]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.exercise}-{entry.kind}-{entry.name}")
def test_right_solutions_are_clean_and_library_calls_are_found(entry: Entry) -> None:
    exercise = COURSE.assignment(entry.exercise.partition("-")[0]).hidden()[entry.exercise]
    parsed = Notebook(sources(entry))
    found = forbidden_uses(parsed, exercise.names, exercise.forbidden)
    if entry.kind != "wrong":
        assert found == {}
        assert suspicious(parsed, [(exercise.names, exercise.forbidden)]) == []
    else:
        assert found
