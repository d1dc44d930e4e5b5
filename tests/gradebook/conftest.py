"""The small course with its gradebook in SQLite or in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from autograder.course import Course
from tests.gradebook.postgres import new_database, programs, server
from tests.grading.conftest import course, hand_in

__all__ = ["course", "hand_in"]
Hand = Callable[..., Path]
STUDENTS = [f"{number:02}" for number in range(1, 9)]
EXPECTED = {student: 98.0 if int(student) % 2 else 95.0 for student in STUDENTS}
SQLITE = "sqlite"
BOTH = [SQLITE, pytest.param("postgresql", marks=pytest.mark.database)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A running server."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("no PostgreSQL server: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="no driver: uv pip install --group postgresql")
    with server(bin_) as address:
        yield address


def keep_gradebook_at(course: Course, db_url: str) -> None:
    """Set the course's address of the gradebook."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {db_url!r}\n")


@pytest.fixture(params=BOTH)
def class_of_eight(request: pytest.FixtureRequest, course: Course, hand_in: Hand) -> Course:
    """Submissions of eight students, and an empty gradebook of one kind or the other."""
    if request.param != SQLITE:
        keep_gradebook_at(course, new_database(request.getfixturevalue("postgres")))
    for student in STUDENTS:
        hand_in(student, exercises=None if int(student) % 2 else ("M1-E2",))
    return course
