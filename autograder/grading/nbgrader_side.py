"""nbgrader's own commands, called in this process for one course folder."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.authoring.release import complaining_log, generate, write_source
from autograder.course import Assignment, Course
from autograder.engine.job import Record
from autograder.errors import CourseError
from autograder.files import find_own_programs, plain_files


def course_config(course: Course) -> Config:
    """The course's ``nbgrader_config.py``."""
    find_own_programs()
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.CourseDirectory.root = str(course.root)
    return config


def course_directory(config: Config) -> Any:
    """nbgrader's view of the course folder."""
    from nbgrader.coursedir import CourseDirectory

    return CourseDirectory(config=config)


def database(course: Course) -> str:
    """The gradebook's address, after a look that it is one of this course."""
    directory = course_directory(course_config(course))
    url: str = directory.db_url
    prefix = "sqlite:///"
    if url.startswith(prefix) and (path := Path(url.removeprefix(prefix))).exists():
        _verify(path, directory.course_id)
    return url


def gradebook(course: Course) -> Any:
    """The open gradebook, a context manager."""
    from nbgrader.api import Gradebook

    return Gradebook(database(course), course_directory(course_config(course)).course_id)


def _verify(path: Path, course_id: str) -> None:
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as book:
            tables = {row[0] for row in book.execute("select name from sqlite_master where type='table'")}
            courses = {row[0] for row in book.execute("select id from course")} if "course" in tables else set()
            used = {row[0] for row in book.execute("select course_id from assignment")} if "course" in tables else set()
    except sqlite3.DatabaseError as error:
        raise CourseError(f"{path} is not a gradebook: {error}", "move it away; a new one is made") from error
    finally:
        book.close()
    if tables and "submitted_assignment" not in tables:
        raise CourseError(f"{path} is a database, but not a gradebook", "move it away; a new one is made")
    other = (used or courses) - {course_id, "default_course", ""}
    if other:
        raise CourseError(
            f"{path} is the gradebook of the course {', '.join(sorted(map(str, other)))!r}",
            "move it away, or set c.CourseDirectory.db_url",
        )


def register(assignment: Assignment, db_url: str) -> None:
    """Record the assignment's present form in the gradebook, if it is not there yet."""
    stamp = assignment.course.state / "registered" / assignment.id
    digest = hashlib.sha256(db_url.encode() + _gradebook_age(db_url) + assignment.source.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    _log_writes_ahead(db_url)
    with tempfile.TemporaryDirectory() as scratch:
        write_source(assignment, Path(scratch) / "source" / assignment.id)
        course_id = course_directory(course_config(assignment.course)).course_id
        generate(assignment, Path(scratch), db_url, course_id)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(db_url.encode() + _gradebook_age(db_url) + assignment.source.read_bytes()).hexdigest()
    stamp.write_text(digest)


@cache
def _engine(url: str, **options: Any) -> Engine:
    """One engine for an address: nbgrader opens a gradebook ten times a submission, and each compiles its queries."""
    return create_engine(url, **options)


def _log_writes_ahead(db_url: str) -> None:
    """Set SQLite's write-ahead log: formgrader reads while marks are written. It stays set in the file."""
    if db_url.startswith("sqlite:///"):
        with contextlib.closing(sqlite3.connect(db_url.removeprefix("sqlite:///"))) as book:
            book.execute("PRAGMA journal_mode=WAL")


def _gradebook_age(db_url: str) -> bytes:
    path = Path(db_url.removeprefix("sqlite:///"))
    return str(path.stat().st_ino).encode() if path.exists() else b""


def autograde(course: Course, assignment: str, student: str, record: Record | None = None) -> str:
    """Run nbgrader's own autograde on one submission; return its complaint, or nothing.

    A `record` is written as it is; without one the submission is graded, if the stored verdict does not hold.
    """
    from nbgrader.converters import Autograde

    return _convert(Autograde, course, assignment, student, record)


def feedback(course: Course, assignment: str, student: str = "*") -> str:
    """Run nbgrader's own generate_feedback; return its complaint, or nothing."""
    from nbgrader.converters import GenerateFeedback

    return _convert(GenerateFeedback, course, assignment, student)


def _convert(kind: Any, course: Course, assignment: str, student: str, record: Record | None = None) -> str:
    config = course_config(course)
    if record is not None:  # nothing is run in autograded/, so the course's own files need not be there
        config.TrustedExecute.record = record
        source = course.assignment(assignment).source.parent
        config.Autograde.exclude_overwriting = {assignment: [name for name, _ in plain_files(source)]}
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = student
    complaints: list[str] = []
    log = complaining_log(complaints)
    converter = kind(coursedir=course_directory(config), config=config, log=log)
    converter.force = True
    converter.log = log
    try:
        with warnings.catch_warnings(), patch("nbgrader.api.create_engine", _engine):
            warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own making
            converter.start()
    except (Exception, SystemExit) as error:
        return complaints[0] if complaints else f"{type(error).__name__}: {error}".splitlines()[0]
    return ""
