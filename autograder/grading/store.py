"""Records of what was graded, one file a submission."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course import Course
from autograder.engine.job import Record
from autograder.files import write_json


def record_path(course: Course, assignment: str, student: str) -> Path:
    """Where a student's record is kept."""
    return course.state / "results" / assignment / f"{student}.json"


def read_record(path: Path) -> Record | None:
    """Read a record; nothing if there is none, or one of another form."""
    try:
        return Record.from_json(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_record(path: Path, record: Record) -> None:
    """Write a record; a reader sees the old or the new one."""
    write_json(path, record.to_json())
