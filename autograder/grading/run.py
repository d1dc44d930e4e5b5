"""Grade one notebook: make the job, use a stored result where nothing changed, keep the record."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.engine.job import Job, JobCell, Limits, Record
from autograder.engine.session import grade
from autograder.engine.warm import WarmParent
from autograder.files import write_json
from autograder.grading.nbgrader_side import course_config

SKIPPED_ROLES = ("grade", "check")


def graded_record(
    course: Course,
    assignment_id: str,
    student: str,
    notebook: NotebookNode,
    folder: Path,
    warm: WarmParent,
    db_url: str | None = None,
    force: bool = False,
) -> Record:
    """Return the verdict on a repaired notebook, from the store if the same was graded before."""
    assignment = course.assignment(assignment_id)
    number = student_number(student, db_url)
    job = make_job(assignment, student, number, notebook, folder, limits_of(course))
    key = job_key(job, assignment)
    stored = record_path(course, assignment_id, student)
    if not force:
        record = read_record(stored, key)
        if record is not None:
            return record
    record = grade(job, warm)
    record.key, record.graded_at = key, _now()
    write_json(stored, record.to_json())
    return record


def make_job(
    assignment: Assignment, student: str, number: int, notebook: NotebookNode, folder: Path, limits: Limits
) -> Job:
    """What the engine has to do for a notebook."""
    cells = []
    for index, cell in enumerate(notebook.cells):
        role = cell.metadata.get("course", {}).get("role")
        if cell.cell_type == "code" and cell.source.strip() and role not in SKIPPED_ROLES:
            marked = cell.metadata.get("nbgrader", {})
            cells.append(JobCell(str(marked.get("grade_id") or f"cell {index}"), cell.source))
    return Job(
        assignment=assignment.id,
        student=student,
        folder=folder,
        cells=tuple(cells),
        exercises=tuple(assignment.exercises(number)),
        course=assignment.course.root,
        number=number,
        seed=seed_of(assignment.id, student),
        limits=limits,
        sandbox=os.environ.get("AUTOGRADER_SANDBOX", "1") != "0",
    )


def limits_of(course: Course) -> Limits:
    """The bounds set in ``nbgrader_config.py``: ``c.TrustedExecute.timeout``, seconds for a cell and for a check."""
    seconds = course_config(course).TrustedExecute.get("timeout")
    return Limits() if not seconds else Limits(cell_seconds=float(seconds), check_seconds=float(seconds))


def seed_of(assignment: str, student: str) -> int:
    """The seed of a student's checks: the same at every grading."""
    return int.from_bytes(hashlib.sha256(f"{assignment}/{student}".encode()).digest()[:6])


def student_number(student: str, db_url: str | None) -> int:
    """The number that shape questions are drawn from: the gradebook's ``lms_user_id``, else the digits of the id.

    What is typed into the notebook never counts.
    """
    if db_url:
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(db_url) as book:
            try:
                known = book.find_student(student).lms_user_id
            except MissingEntry:
                known = None
            if known and str(known).isdigit():
                return int(known)
    digits = re.sub(r"\D", "", student)
    return int(digits[-12:]) if digits.strip("0") else 1 + int.from_bytes(student.encode()[:6])


def job_key(job: Job, assignment: Assignment) -> str:
    """A digest of everything that the verdict depends on."""
    digest = hashlib.sha256()
    for cell in job.cells:
        digest.update(f"{cell.id}\0{cell.source}\0".encode())
    digest.update(repr((job.exercises, job.number, job.seed, job.limits, job.sandbox)).encode())
    for root in (job.folder, assignment.folder):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix not in (".ipynb", ".pyc", ".log", ".txt") and "bank" not in path.parts:
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    digest.update(_environment().encode())
    return digest.hexdigest()


def record_path(course: Course, assignment: str, student: str) -> Path:
    """Where a student's record is kept."""
    return course.state / "results" / assignment / f"{student}.json"


def read_record(path: Path, key: str | None = None) -> Record | None:
    """Read a record; nothing if there is none, or none under this key."""
    try:
        data: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return Record.from_json(data) if key is None or data.get("key") == key else None


def _environment() -> str:
    import torch

    return f"torch {torch.__version__} cuda {os.path.exists('/dev/nvidiactl')}"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
