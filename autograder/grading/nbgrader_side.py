"""nbgrader's own commands, called in this process for one course folder."""

from __future__ import annotations

import hashlib
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
from autograder.files import find_own_programs, plain_files
from autograder.grading.gradebook import identity, verify


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
    verify(url, directory.course_id)
    return url


def gradebook(course: Course) -> Any:
    """The open gradebook, a context manager."""
    from nbgrader.api import Gradebook

    return Gradebook(database(course), course_directory(course_config(course)).course_id)


def register(assignment: Assignment, db_url: str) -> None:
    """Record the assignment's present form in the gradebook, if it is not there yet."""
    stamp = registered(assignment)
    form = hashlib.sha256(assignment.source.read_bytes()).hexdigest()
    book = identity(db_url, assignment.id)
    if book and stamp.is_file() and stamp.read_text() == f"{book}\n{form}\n":
        return
    with tempfile.TemporaryDirectory() as scratch:
        write_source(assignment, Path(scratch) / "source" / assignment.id)
        course_id = course_directory(course_config(assignment.course)).course_id
        generate(assignment, Path(scratch), db_url, course_id)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{identity(db_url, assignment.id)}\n{form}\n")


def registered(assignment: Assignment) -> Path:
    """The file that says which gradebook knows the assignment, and in which form."""
    return assignment.course.state / "registered" / assignment.id


@cache
def _engine(url: str, **options: Any) -> Engine:
    """One engine for an address: nbgrader opens a gradebook ten times a submission, and each compiles its queries."""
    return create_engine(url, **options)


def autograde(course: Course, assignment: str, student: str, record: Record) -> str:
    """Have nbgrader's own autograde write a record; return its complaint, or nothing."""
    from autograder.grading.one_pass import OnePass

    return _convert(OnePass, course, assignment, student, record)


def feedback(course: Course, assignment: str, student: str = "*", language: str = "") -> str:
    """Run nbgrader's own generate_feedback, in another `language`; return its complaint, or nothing."""
    from nbgrader.converters import GenerateFeedback

    return _convert(GenerateFeedback, course, assignment, student, language=language)


def _convert(
    kind: Any, course: Course, assignment: str, student: str, record: Record | None = None, language: str = ""
) -> str:
    config = course_config(course)
    if language:
        config.FeedbackPage.language = language
    if record is not None:  # nothing is run in autograded/, so the course's own files need not be there
        config.TrustedExecute.record = record
        source = course.assignment(assignment).source.parent
        config.Autograde.exclude_overwriting = {assignment: [name for name, _ in plain_files(source)]}
        config.Exporter.optimistic_validation = True  # once, after the last step
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
