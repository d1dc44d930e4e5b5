"""What a worker needs of the course, by value: the assignments with their checks, and the built notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course import Assignment
from autograder.files import plain_files


def bundle_of(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """Contents of the files by their names from the course's root; known solutions stay here."""
    return {name: path.read_bytes() for one in assignments for name, path in _files(one)}


def write_files(files: Mapping[str, bytes], root: Path) -> None:
    """Write files below a folder, by their names from there."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _files(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    root = assignment.course.root
    beside = (root / "assignments").glob("*.py")
    given = (path for _, path in plain_files(assignment.source.parent))
    for path in (*beside, *assignment.files(), *given, assignment.source):
        yield str(path.relative_to(root)), path
