"""Points at the last report, so that the next one can say what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.files import write_json
from autograder.report import tables


def read_reported(assignment: Assignment) -> dict[str, float] | None:
    """Points by student as they were; nothing before the first report."""
    try:
        return {str(name): float(points) for name, points in json.loads(_path(assignment).read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def remember(assignment: Assignment, records: Iterable[Mapping[str, Any]]) -> None:
    """Keep the points that these records hold."""
    latest = tables.newest(records)
    names = [str(record["student"]) for record in latest]
    points = tables.marks(tables.checks_of(latest), names, {})["checks"]
    write_json(_path(assignment), points.fillna(0.0).to_dict())


def _path(assignment: Assignment) -> Path:
    return assignment.course.state / "reported" / f"{assignment.id}.json"
