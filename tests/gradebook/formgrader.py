"""What people at formgrader do to the gradebook: its handlers' calls, in processes that keep it open."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.grading import nbgrader_side

ENOUGH = "enough"
"""The file in the course folder that ends the marking."""
PAUSE_SECONDS = 0.05
"""Between two marks, so that a class is graded meanwhile; a person takes longer."""


@dataclass(frozen=True)
class Marked:
    """The last mark and remark that a person gave to a cell of a student."""

    student: str
    cell: str
    score: float
    remark: str


def mark(root: Path, students: list[str], person: int, people: int) -> list[Marked]:
    """Mark a share of all cells again and again until it is enough; returns what must hold then."""
    directory = nbgrader_side.course_directory(nbgrader_side.course_config(Course(root)))
    with Gradebook(directory.db_url, directory.course_id) as book:
        share = _cells(book, students)[person::people]
        (root / f"began-{person}").touch()
        held: dict[tuple[str, str], Marked] = {}
        for turn in count():
            assert len(book.notebook_submission_dicts("M1", "M1")) >= len(students)
            for student, cell in share:
                one = Marked(student, cell, turn + 0.125, f"person {person}, turn {turn}")
                _put(book, one, held.get((student, cell)))
                held[student, cell] = one
                time.sleep(PAUSE_SECONDS)
            if (root / ENOUGH).exists():
                return list(held.values())
    raise AssertionError


def _cells(book: Gradebook, students: list[str]) -> list[tuple[str, str]]:
    shown = [book.find_submission_notebook("M1", "M1", student) for student in students]
    return [(one.student.id, cell) for one in shown for cell in sorted(grade.name for grade in one.grades)]


def _put(book: Gradebook, one: Marked, before: Marked | None) -> None:
    """As ``GradeHandler.put`` and ``CommentHandler.put`` do it: look the row up by its id, change it, commit."""
    shown = book.find_submission_notebook("M1", "M1", one.student)
    grade = book.find_grade_by_id(next(grade.id for grade in shown.grades if grade.name == one.cell))
    assert grade.manual_score == (before and before.score), f"{before} was lost"
    grade.manual_score, grade.extra_credit = one.score, 0.25
    grade.needs_manual_grade = False
    book.db.commit()
    about = next((each.id for each in shown.comments if each.name.startswith(one.cell)), None)
    if about is not None:
        comment = book.find_comment_by_id(about)
        assert comment.manual_comment == (before and before.remark), f"{before} was lost"
        comment.manual_comment = one.remark
        book.db.commit()
