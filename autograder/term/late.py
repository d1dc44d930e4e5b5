"""Deadlines, extensions and what late work costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.authoring.release import complaining_log
from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.grading import nbgrader_side

FORMATS = ("%Y-%m-%d %H:%M %z", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Late:
    """A late submission: by how much, and the points that it costs."""

    student: str
    by: timedelta
    penalty: float


def read_time(text: str) -> datetime:
    """A time as people write it (``2026-12-01 23:59``, with ``+0800`` behind it or in this machine's zone), in UTC.

    A date alone means the end of that day.
    """
    for form in FORMATS:
        try:
            found = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        if form == "%Y-%m-%d":
            found = found.replace(hour=23, minute=59, second=59)
        return found.astimezone(UTC)
    raise UsageError(f"{text!r} is no time", "write it as 2026-12-01 23:59 or 2026-12-01 23:59 +0800")


def set_due(assignment: Assignment, due: datetime | None) -> None:
    """Set the deadline (UTC) of an assignment; none takes it away, and all extensions with it."""
    with nbgrader_side.gradebook(assignment.course) as book:
        if due is None:  # nbgrader would add them to nothing
            for submission in book.assignment_submissions(assignment.id):
                submission.extension = None
        book.update_or_create_assignment(assignment.id, duedate=due and due.replace(tzinfo=None))


def due(assignment: Assignment) -> datetime | None:
    """The deadline, in UTC."""
    from nbgrader.api import MissingEntry

    with nbgrader_side.gradebook(assignment.course) as book:
        try:
            found: datetime | None = book.find_assignment(assignment.id).duedate
        except MissingEntry:
            return None
    return found and found.replace(tzinfo=UTC)


def extend(assignment: Assignment, student: str, hours: float) -> None:
    """Give one student so many hours more, counted from the deadline of all."""
    from nbgrader.api import MissingEntry

    with nbgrader_side.gradebook(assignment.course) as book:
        try:
            submission = book.find_submission(assignment.id, student)
        except MissingEntry as error:
            what = f"the gradebook has no {assignment.id} of {student!r}"
            raise UsageError(what, "collect and grade it first; an extension counts whenever it is given") from error
        submission.extension = timedelta(hours=hours)
        book.db.commit()


def apply_penalties(assignment: Assignment) -> list[Late]:
    """Compute every penalty anew, from the marks and the deadline as they are now; return who is late.

    nbgrader computes a penalty while it autogrades, before anybody has marked the written answers. The policy is
    the plug-in of ``c.AssignLatePenalties``.
    """
    from nbformat.v4 import new_notebook
    from nbgrader.preprocessors import AssignLatePenalties

    config = nbgrader_side.course_config(assignment.course)
    url = nbgrader_side.database(assignment.course)
    late: list[Late] = []
    with nbgrader_side.gradebook(assignment.course) as book:
        waiting = [
            (notebook.name, submission.student.id, submission.total_seconds_late)
            for submission in book.assignment_submissions(assignment.id)
            for notebook in submission.notebooks
            if submission.total_seconds_late > 0 or notebook.late_submission_penalty
        ]
    for notebook, student, seconds in waiting:
        about: dict[str, Any] = {"notebook": notebook, "assignment": assignment.id, "student": student, "db_url": url}
        step = AssignLatePenalties(config=config)
        step.log = complaining_log([])
        step.preprocess(new_notebook(), {"nbgrader": about})
        if seconds > 0:
            with nbgrader_side.gradebook(assignment.course) as book:
                graded = book.find_submission_notebook(notebook, assignment.id, student)
                late.append(Late(student, timedelta(seconds=seconds), float(graded.late_submission_penalty or 0.0)))
    return late
