"""Grade a class: submissions run in parallel, one writer puts the marks into the gradebook."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.engine.job import Limits, Record
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, MachineError, UsageError
from autograder.files import locked, odd_file
from autograder.grading import nbgrader_side
from autograder.grading.gpu import Slots, gpus
from autograder.grading.run import Plan, Submission, attempt, keep, limits_of, plan, student_numbers
from autograder.grading.store import read_record, record_path
from autograder.grading.written import is_written, note_written
from autograder.submission import repair


@dataclass(frozen=True)
class Graded:
    """What became of one submission: a record, or the line that says why there is none.

    ``reasons`` says why something ran; there are none when an earlier verdict still holds. ``again``: the machine or
    the grader may be to blame, so it runs once more, alone.
    """

    student: str
    record: Record | None = None
    problem: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    again: bool = False

    @property
    def fresh(self) -> bool:
        """Whether anything ran."""
        return bool(self.reasons)


def submissions(course: Course, assignment: str, student: str | None = None) -> list[str]:
    """Ids of the students who handed in, sorted."""
    found = sorted(path.parent.name for path in (course.root / "submitted").glob(f"*/{assignment}") if path.is_dir())
    if student is not None:
        if student not in found:
            raise UsageError(f"there is no submission of {student!r} for {assignment}", "see the folder submitted/")
        return [student]
    if not found:
        raise UsageError(f"nobody handed in {assignment}", f"run: autograder collect {assignment} FOLDER")
    return found


def grade_class(
    assignment: Assignment,
    students: list[str],
    warm: WarmParent,
    jobs: int = 1,
    force: bool = False,
    done: Callable[[Graded], None] = lambda _: None,
) -> list[Graded]:
    """Grade submissions and write their marks; what was done before and has not changed is left alone.

    One submission's failure, whosever fault, never stops the others.
    """
    with alone(assignment.course):
        grader = grader_of(assignment, students, warm, jobs, force)
        graded: dict[str, Graded] = {}
        for one in grader.run(students):
            graded[one.student] = write_marks(assignment, one)
            done(graded[one.student])
    return [graded[student] for student in students]


def explain(assignment: Assignment, student: str, warm: WarmParent) -> tuple[Record | None, tuple[str, ...]]:
    """What is stored of a student's last grading, and why something would run now; nothing runs."""
    grader = grader_of(assignment, [student], warm)
    submission, _ = grader.read(student)
    stored = read_record(record_path(assignment.course, assignment.id, student))
    return stored, grader.plan(submission).reasons


def grader_of(
    assignment: Assignment, students: list[str], warm: WarmParent, jobs: int = 1, force: bool = False
) -> Grader:
    """What grades these submissions, once the gradebook knows the assignment."""
    if not assignment.source.is_file():
        raise CourseError(f"{assignment.source} is missing", f"run: autograder build {assignment.id}")
    if not os.access(assignment.course.root, os.W_OK):
        raise MachineError(f"{assignment.course.root} cannot be written", "grade in a copy of the course folder")
    db_url = nbgrader_side.database(assignment.course)
    nbgrader_side.register(assignment, db_url)
    numbers, limits = student_numbers(students, db_url), limits_of(assignment.course)
    source = nbformat.read(assignment.source, as_version=4)
    return Grader(assignment, source, warm, numbers, limits, jobs, force)


@contextmanager
def alone(course: Course) -> Iterator[None]:
    """Hold the course: two graders would write the same files."""
    try:
        with locked(course.state / "lock", wait=False):
            yield
    except BlockingIOError as error:
        raise UsageError("another grading of this course is running", "wait for it, or stop it") from error


def write_marks(assignment: Assignment, one: Graded) -> Graded:
    """Have nbgrader write one submission's marks."""
    if one.record is None or is_written(assignment, one.record):
        return one
    problem = nbgrader_side.autograde(assignment.course, assignment.id, one.student, one.record)
    if not problem:
        note_written(assignment, one.record)
    return replace(one, problem=problem and f"nbgrader: {problem}", reasons=one.reasons or ("marks were not written",))


@dataclass
class Grader:
    """Runs submissions on threads, each waiting for its own processes."""

    assignment: Assignment
    source: NotebookNode
    warm: WarmParent
    numbers: dict[str, int]
    limits: Limits
    jobs: int
    force: bool

    def run(self, students: list[str]) -> Iterator[Graded]:
        """Yield what became of each submission as they finish; doubtful ones last, one at a time."""
        slots = Slots(gpus())
        pool = ThreadPoolExecutor(max_workers=self.jobs)
        pending: set[Future[Graded]] = set()
        doubtful: list[str] = []
        try:
            pending = {pool.submit(self._one, student, slots) for student in students}
            while pending:
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    one = future.result()
                    if one.again:
                        doubtful.append(one.student)
                    else:
                        yield one
            for student in sorted(doubtful):
                yield self._one(student, slots, last=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, student: str, slots: Slots, last: bool = False) -> Graded:
        try:
            submission, notes = self.read(student)
        except CourseError as error:
            return Graded(student, problem=error.what)
        except Exception as error:
            return Graded(student, problem=f"the notebook cannot be read: {first_line(error)}")
        try:
            planned = self.plan(submission)
            if planned.holds:
                record = attempt(planned, submission, self.warm)
            else:
                with slots.held() as gpu:
                    planned = replace(planned, job=replace(planned.job, gpu=gpu))
                    record = attempt(planned, submission, self.warm)
            if record.starved and not last:
                return Graded(student, again=True)
            keep(planned, submission, record)
        except MachineError:
            raise
        except Exception as error:  # whatever it is, it concerns one submission
            if not last:
                return Graded(student, again=True)
            return Graded(student, problem=f"the grader failed, no marks were taken: {first_line(error)}")
        return Graded(student, record, reasons=planned.reasons, notes=tuple(notes))

    def plan(self, submission: Submission) -> Plan:
        """What has to run for a submission."""
        return plan(submission, self.warm, self.numbers[submission.student], self.limits, self.force)

    def read(self, student: str) -> tuple[Submission, list[str]]:
        """A student's repaired notebook, and what had to be repaired."""
        return read_submission(self.assignment, self.source, student)


def read_submission(assignment: Assignment, source: NotebookNode, student: str) -> tuple[Submission, list[str]]:
    """A student's notebook, repaired by the instructor's, and what had to be repaired.

    Raises
    ------
    CourseError
        If there is none, or a link in its place.
    """
    folder = assignment.course.root / "submitted" / student / assignment.id
    submitted = nbformat.read(_notebook_of(folder, assignment.id), as_version=4)
    repaired = repair(submitted, source)
    return Submission(assignment, student, repaired.notebook, (folder, assignment.source.parent)), repaired.notes


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _notebook_of(folder: Path, name: str) -> Path:
    if odd := odd_file(folder):
        raise CourseError(f"{odd} is a link or no plain file; take it away or put a copy in its place")
    path = folder / f"{name}.ipynb"
    if path.is_file():
        return path
    others = sorted(one for one in folder.glob("*.ipynb") if one.is_file())
    if len(others) == 1:
        raise CourseError(f"{others[0].name} should be called {name}.ipynb; hand it to autograder collect")
    raise CourseError(f"there is no {name}.ipynb")
