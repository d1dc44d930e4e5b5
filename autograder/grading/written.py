"""Remembers which verdicts are in the gradebook, so that a killed grading goes on where it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from autograder.course import Assignment
from autograder.engine.job import Record
from autograder.grading.nbgrader_side import registered


def is_written(assignment: Assignment, record: Record) -> bool:
    """Whether exactly this verdict was written, and what was written is still there."""
    path = _ledger(assignment, record.student)
    there = (assignment.course.root / "autograded" / record.student / assignment.id).is_dir()
    return there and path.is_file() and path.read_text() == _digest(assignment, record)


def note_written(assignment: Assignment, record: Record) -> None:
    """Say that a verdict was written."""
    path = _ledger(assignment, record.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_digest(assignment, record))


def _ledger(assignment: Assignment, student: str) -> Path:
    return assignment.course.state / "written" / assignment.id / student


def _digest(assignment: Assignment, record: Record) -> str:
    """A digest of what a reader of the graded notebook sees, times and keys aside, and of the gradebook it is in."""
    stamp = registered(assignment)
    book = stamp.read_text().partition("\n")[0] if stamp.is_file() else ""
    seen = record.to_json()
    results = [{name: value for name, value in one.items() if name != "seconds"} for one in seen["results"]]
    cells = [{name: value for name, value in one.items() if name != "seconds"} for one in seen["cells"]]
    return hashlib.sha256(json.dumps([book, record.assignment, record.student, cells, results]).encode()).hexdigest()
