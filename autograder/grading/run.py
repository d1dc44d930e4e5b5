"""Grade one notebook: make the job, use what is stored of an earlier run, run the rest, keep the record."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.engine.job import Job, Limits, Record
from autograder.engine.session import grade
from autograder.engine.trusted_process import CheckInfo
from autograder.engine.warm import WarmParent
from autograder.errors import EngineError
from autograder.files import locked
from autograder.grading.cells import cells_for, student_cells
from autograder.grading.fault import settle
from autograder.grading.gpu import first_gpu
from autograder.grading.key import changes, key_of
from autograder.grading.nbgrader_side import course_config
from autograder.grading.store import read_record, record_path, write_record


@dataclass(frozen=True)
class Submission:
    """A repaired notebook and where its files are: the student's folder, then the course's own."""

    assignment: Assignment
    student: str
    notebook: NotebookNode
    folders: tuple[Path, ...]


@dataclass(frozen=True)
class Plan:
    """What has to run for a submission, and why.

    ``stored`` is the earlier record; ``stale`` names the checks whose verdicts do not hold any more. Everything runs
    if there is no earlier record or what the student's process depends on changed.
    """

    job: Job
    key: dict[str, str]
    checks: tuple[CheckInfo, ...]
    stored: Record | None
    reasons: tuple[str, ...]
    stale: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether the stored record is the verdict."""
        return not self.reasons


def plan(
    submission: Submission, warm: WarmParent, number: int, limits: Limits, gpu: str | None, force: bool = False
) -> Plan:
    """Compare a submission of the student of this number with what is stored of it; it would run on `gpu`."""
    assignment = submission.assignment
    checks = tuple(warm.checks(assignment.course.root, assignment.id, number))
    job = replace(make_job(submission, number, limits, checks), gpu=gpu)
    key = key_of(job, assignment)
    stored = read_record(record_path(assignment.course, assignment.id, submission.student))
    now = {check.id: check.digest for check in checks}
    if stored is None or force:
        why = "--force" if force else "no record of an earlier run"
        return Plan(job, key, checks, None, (why,), frozenset(now))
    if reasons := changes(stored.key, key):
        return Plan(job, key, checks, None, tuple(reasons), frozenset(now))
    stale = frozenset(name for name, digest in now.items() if stored.checks.get(name) != digest)
    reasons = [f"check {words}" for words in changes(stored.checks, now)]
    return Plan(job, key, checks, stored, tuple(reasons), stale)


def graded_record(submission: Submission, warm: WarmParent, db_url: str) -> Record:
    """Return the verdict on a submission, from the store where it still holds.

    What the machine may be to blame for is run a second time before it counts.
    """
    course, student = submission.assignment.course, submission.student
    with locked(course.state / "locks" / submission.assignment.id / student):
        number = student_numbers([student], db_url)[student]
        planned = plan(submission, warm, number, limits_of(course), first_gpu())
        try:
            record = attempt(planned, submission, warm)
            if not record.starved:
                return keep(planned, submission, record)
        except EngineError:
            pass
        return keep(planned, submission, attempt(planned, submission, warm))


def attempt(planned: Plan, submission: Submission, warm: WarmParent) -> Record:
    """Run what a plan names; nothing is stored. Raises `EngineError` when the grader itself failed."""
    if planned.holds and planned.stored is not None:
        return planned.stored
    record = _again(planned, submission, warm) if planned.stored else None
    record = record or grade(planned.job, warm)
    settle(planned.job, submission.assignment, record, warm)
    record.key, record.checks = planned.key, {check.id: check.digest for check in planned.checks}
    record.graded_at, record.reasons = _now(), list(planned.reasons)
    return record


def keep(planned: Plan, submission: Submission, record: Record) -> Record:
    """Store a record, if it is not the stored one."""
    if record is not planned.stored:
        if record.starved:
            record.notes.append("a time limit was met twice, the second time without other submissions beside it")
        write_record(record_path(submission.assignment.course, record.assignment, record.student), record)
    return record


def _again(planned: Plan, submission: Submission, warm: WarmParent) -> Record | None:
    """Run stale checks alone, on the cells that answers depend on; nothing if that is not the run that was stored."""
    assert planned.stored is not None
    order = [check.id for check in planned.checks]
    exercises = tuple(dict.fromkeys(name.partition(".")[0] for name in order if name in planned.stale))
    known = [result for result in planned.stored.results if result.id in order and result.id not in planned.stale]
    if not exercises:
        done = Record(planned.job.assignment, planned.job.student, results=known)
    else:
        wanted = cells_for(submission.notebook, exercises)
        cells = tuple(cell for cell in planned.job.cells if cell.id in wanted)
        done = grade(replace(planned.job, cells=cells, exercises=exercises), warm, known)
    before = {cell.id: cell for cell in planned.stored.cells}
    if any(cell.status is not before[cell.id].status for cell in done.cells):
        return None
    done.results.sort(key=lambda result: order.index(result.id))
    stored = planned.stored
    done.cells, done.notes, done.seconds, done.look_at = stored.cells, stored.notes, stored.seconds, stored.look_at
    return done


def make_job(submission: Submission, number: int, limits: Limits, checks: tuple[CheckInfo, ...]) -> Job:
    """What the engine has to do for a whole notebook."""
    assignment = submission.assignment
    return Job(
        assignment=assignment.id,
        student=submission.student,
        folders=submission.folders,
        cells=student_cells(submission.notebook),
        exercises=tuple(dict.fromkeys(check.id.partition(".")[0] for check in checks)),
        course=assignment.course.root,
        number=number,
        seed=seed_of(assignment, submission.student),
        limits=limits,
        sandbox=os.environ.get("AUTOGRADER_SANDBOX", "1") != "0",
        gpu=first_gpu(),
    )


def limits_of(course: Course) -> Limits:
    """The bounds set in ``nbgrader_config.py``: ``c.TrustedExecute.timeout``, seconds for a cell and for a check."""
    seconds = course_config(course).TrustedExecute.get("timeout")
    return Limits() if not seconds else Limits(cell_seconds=float(seconds), check_seconds=float(seconds))


def seed_of(assignment: Assignment, student: str) -> int:
    """The seed of a student's checks: the same at every grading in one course folder, and known nowhere else."""
    path = assignment.course.state / "seed"
    if not path.is_file():
        _make_secret(path)
    return int.from_bytes(hashlib.sha256(f"{path.read_text()}/{assignment.id}/{student}".encode()).digest()[:6])


def _make_secret(path: Path) -> None:
    """Write random text to a file, whole or not at all: several threads may be here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f"seed-{secrets.token_hex(8)}")
    mine.write_text(secrets.token_hex())
    with contextlib.suppress(FileExistsError):
        os.link(mine, path)
    mine.unlink()


def student_numbers(students: Sequence[str], db_url: str) -> dict[str, int]:
    """The numbers that shape questions are drawn from: the gradebook's ``lms_user_id``, else the digits of the id.

    What is typed into the notebook never counts.
    """
    from nbgrader.api import Gradebook, Student

    with Gradebook(db_url) as book:
        known = dict(book.db.query(Student.id, Student.lms_user_id).filter(Student.id.in_(students)).all())
    return {student: _number(student, known.get(student)) for student in students}


def _number(student: str, lms_user_id: str | None) -> int:
    if lms_user_id and str(lms_user_id).isdigit():
        return int(lms_user_id)
    digits = re.sub(r"\D", "", student)
    return int(digits[-12:]) if digits.strip("0") else 1 + int.from_bytes(student.encode()[:6])


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
