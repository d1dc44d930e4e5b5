"""Marks of an oral exam in the course's gradebook: an assignment ``ID-oral`` with one task that a person marks."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.grading import nbgrader_side
from autograder.talk.run import points_of

COLUMNS = ("student", "points", "comment")
CELL = "oral"
LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Mark:
    """What one student got."""

    student: str
    points: float
    comment: str = ""


@dataclass(frozen=True)
class Entered:
    """How many marks were written, and how many stood there already."""

    written: int
    unchanged: int


def read_marks(path: Path, most: float) -> list[Mark]:
    """Read a table with the columns student, points, comment; nothing of a table with an error is used.

    Raises
    ------
    UsageError
        For a missing column, a student named twice, and points that are no number from 0 to `most`.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read as CSV: {error}") from error
    if not rows or any(name not in rows[0] for name in COLUMNS[:2]):
        raise UsageError(f"{path.name} should have the columns {', '.join(COLUMNS)}", "the comment may be left out")
    marks: dict[str, Mark] = {}
    for line, row in enumerate(rows, 2):
        student, words = row["student"].strip(), row["points"].strip()
        if not student and not words:
            continue
        if student in marks:
            raise UsageError(f"{path.name}, line {line}: {student!r} stands there twice")
        points = _number(words)
        if not 0 <= points <= most:  # also where it is no number
            raise UsageError(f"{path.name}, line {line}: {words!r} is no number from 0 to {most:g}")
        marks[student] = Mark(student, points, (row.get("comment") or "").strip()[:LONGEST_COMMENT])
    return list(marks.values())


def enter_marks(assignment: Assignment, path: Path) -> Entered:
    """Write the marks of a table into the gradebook, all or none; the same table again changes nothing."""
    from sqlalchemy.exc import SQLAlchemyError

    most = points_of(assignment)
    marks = read_marks(path, most)
    with nbgrader_side.gradebook(assignment.course) as book:
        unknown = sorted({mark.student for mark in marks} - {student.id for student in book.students})
        if unknown:
            raise UsageError(f"the gradebook has no student {', '.join(map(repr, unknown[:10]))}", "grade them first")
        name = f"{assignment.id}-oral"
        _task(book, name, most)
        try:
            written = sum(_enter(book, name, mark) for mark in marks)
            book.db.commit()
        except SQLAlchemyError:
            book.db.rollback()
            raise
    return Entered(written, len(marks) - written)


def _number(words: str) -> float:
    """A number as people write it; nan for anything else."""
    try:
        return float(words.replace(",", "."))
    except ValueError:
        return math.nan


def _task(book: Any, name: str, most: float) -> None:
    """The assignment with its one task."""
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    book.update_or_create_task_cell(CELL, name, name, max_score=most, cell_type="markdown")


def _enter(book: Any, name: str, mark: Mark) -> bool:
    """Put one mark there; False if it stands there already."""
    book.update_or_create_submission(name, mark.student)
    grade = book.find_grade(CELL, name, name, mark.student)
    comment = book.find_comment(CELL, name, name, mark.student)
    now = (grade.manual_score, comment.manual_comment or "", bool(grade.needs_manual_grade))
    if now == (mark.points, mark.comment, False):
        return False
    grade.manual_score, comment.manual_comment = mark.points, mark.comment or None
    grade.needs_manual_grade = False
    return True
