"""Grade a class: submissions run in parallel, one writer puts the marks into the gradebook."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.engine.job import Limits, Record
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, LostError, MachineError, UsageError
from autograder.files import locked, odd_file
from autograder.grading import nbgrader_side
from autograder.grading.run import Plan, Submission, keep, limits_of, plan, student_numbers
from autograder.grading.runner import Here, Runner
from autograder.grading.store import read_record, record_path
from autograder.grading.written import is_written, note_written
from autograder.language.back import in_english
from autograder.submission import repair


class Doubt(Enum):
    """Why a submission runs once more, alone: it met a limit beside others, or the grader or a machine failed."""

    CROWDED = auto()
    FAILED = auto()


@dataclass(frozen=True)
class Graded:
    """What became of one submission: a record, or the line that says why there is none.

    ``reasons`` says why something ran; there are none when an earlier verdict still holds. ``doubt``: not the student
    may be to blame, so it runs once more.
    """

    student: str
    record: Record | None = None
    problem: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubt: Doubt | None = None

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
    runner: Runner | None = None,
) -> list[Graded]:
    """Grade submissions and write their marks; what was done before and has not changed is left alone.

    One submission's failure, whosever fault, never stops the others. They run on this machine, `jobs` at a time, or
    where another runner has them run.
    """
    with alone(assignment.course):
        grader = grader_of(assignment, students, warm, jobs, force, runner)
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
    assignment: Assignment,
    students: list[str],
    warm: WarmParent,
    jobs: int = 1,
    force: bool = False,
    runner: Runner | None = None,
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
    return Grader(assignment, source, warm, numbers, limits, runner or Here(warm, jobs), force)


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
    """Runs submissions from threads, each waiting for its own."""

    assignment: Assignment
    source: NotebookNode
    warm: WarmParent
    numbers: dict[str, int]
    limits: Limits
    runner: Runner
    force: bool

    def run(self, students: list[str]) -> Iterator[Graded]:
        """Yield what became of each submission as they finish; doubtful ones last, each alone on its machine."""
        pool = ThreadPoolExecutor(max_workers=self.runner.threads)
        doubtful: dict[Doubt, list[str]] = {Doubt.CROWDED: [], Doubt.FAILED: []}
        try:
            for alone in (False, True):
                todo = sorted(doubtful[Doubt.CROWDED]) if alone else students
                for future in as_completed([pool.submit(self._one, student, alone) for student in todo]):
                    one = future.result()
                    if one.doubt is None:
                        yield one
                    else:
                        doubtful[one.doubt].append(one.student)
            for student in sorted(doubtful[Doubt.FAILED]):  # one after the other: what fails again is itself to blame
                yield self._one(student, alone=True, last=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, student: str, alone: bool = False, last: bool = False) -> Graded:
        try:
            with self.runner.turn():
                return self._graded(student, alone)
        except MachineError:
            raise
        except Exception as error:  # whatever it is, it concerns one submission
            if not last:
                return Graded(student, doubt=Doubt.FAILED)
            whose = "the machine" if isinstance(error, LostError) else "the grader"
            return Graded(student, problem=f"{whose} failed, no marks were taken: {first_line(error)}")

    def _graded(self, student: str, alone: bool) -> Graded:
        try:
            submission, notes = self.read(student)
        except CourseError as error:
            return Graded(student, problem=error.what)
        except Exception as error:
            return Graded(student, problem=f"the notebook cannot be read: {first_line(error)}")
        planned = self.plan(submission)
        if planned.holds and planned.stored is not None:
            return Graded(student, planned.stored, notes=tuple(notes))
        record = self.runner.run(planned, submission, alone)
        if record.starved and not alone:
            return Graded(student, doubt=Doubt.CROWDED)
        record = keep(planned, submission, record)
        self.runner.kept(student)
        return Graded(student, record, reasons=planned.reasons, notes=tuple(notes))

    def plan(self, submission: Submission) -> Plan:
        """What has to run for a submission."""
        number = self.numbers[submission.student]
        return plan(submission, self.warm, number, self.limits, self.runner.gpu, self.force)

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
    repaired = repair(in_english(submitted, source, assignment), source)
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
