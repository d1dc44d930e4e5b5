"""Grade a class: submissions run in parallel, one writer puts the marks into the gradebook."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import Assignment, Course
from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, EngineError, MachineError, UsageError
from autograder.files import copy_plain
from autograder.grading import nbgrader_side
from autograder.grading.run import graded_record
from autograder.submission import repair


@dataclass(frozen=True)
class Graded:
    """What became of one submission: a record, or the line that says why there is none.

    ``fresh`` is false when an earlier verdict still holds.
    """

    student: str
    record: Record | None = None
    problem: str = ""
    fresh: bool = True


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
    if not assignment.source.is_file():
        raise CourseError(f"{assignment.source} is missing", f"run: autograder build {assignment.id}")
    if not os.access(assignment.course.root, os.W_OK):
        raise MachineError(f"{assignment.course.root} cannot be written", "grade in a copy of the course folder")
    db_url = nbgrader_side.database(assignment.course)
    nbgrader_side.register(assignment, db_url)
    graded: dict[str, Graded] = {}
    for one in _executed(assignment, students, warm, jobs, force, db_url):
        written = _write_marks(assignment, one) if one.fresh else one
        graded[one.student] = written
        done(written)
    return [graded[student] for student in students]


def _write_marks(assignment: Assignment, one: Graded) -> Graded:
    """Have nbgrader write one submission's marks; it finds the verdict in the store."""
    if one.record is None:
        return one
    problem = nbgrader_side.autograde(assignment.course, assignment.id, one.student)
    if not problem:
        _ledger(assignment, one.student).write_text(one.record.key)
    return Graded(one.student, one.record, problem and f"nbgrader: {problem}")


def _executed(
    assignment: Assignment, students: list[str], warm: WarmParent, jobs: int, force: bool, db_url: str
) -> Iterator[Graded]:
    """Run submissions on `jobs` threads, each waiting for its own processes; yield as they finish."""
    pool = ThreadPoolExecutor(max_workers=jobs)
    pending: set[Future[Graded]] = set()
    try:
        pending = {pool.submit(_execute, assignment, student, warm, force, db_url) for student in students}
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
    finally:
        for future in pending:
            future.cancel()
        pool.shutdown(wait=not pending)


def _execute(assignment: Assignment, student: str, warm: WarmParent, force: bool, db_url: str) -> Graded:
    folder = assignment.course.root / "submitted" / student / assignment.id
    try:
        path = _notebook_of(folder, assignment.id)
        submitted = nbformat.read(path, as_version=4)
        repaired = repair(submitted, nbformat.read(assignment.source, as_version=4))
    except CourseError as error:
        return Graded(student, None, error.what)
    except Exception as error:
        return Graded(student, None, f"the notebook cannot be read: {str(error).splitlines()[0][:200]}")
    with tempfile.TemporaryDirectory(prefix="staged-") as scratch:
        staged = Path(scratch) / "files"
        stage(assignment, folder, staged)
        try:
            record = graded_record(
                assignment.course, assignment.id, student, repaired.notebook, staged, warm, db_url, force
            )
        except MachineError:
            raise
        except (EngineError, OSError) as error:
            return Graded(student, None, f"the grader failed, no marks were taken: {str(error).splitlines()[0]}")
    record.notes = repaired.notes + [note for note in record.notes if note not in repaired.notes]
    written = _ledger(assignment, student)
    done = assignment.course.root / "autograded" / student / assignment.id
    fresh = force or not done.is_dir() or not written.is_file() or written.read_text() != record.key
    return Graded(student, record, "", fresh)


def stage(assignment: Assignment, folder: Path, target: Path) -> None:
    """Lay out a submission's files under the course's own, as nbgrader does in ``autograded/``."""
    copy_plain(folder, target)
    copy_plain(assignment.source.parent, target)


def _notebook_of(folder: Path, name: str) -> Path:
    path = folder / f"{name}.ipynb"
    if path.is_file():
        return path
    others = sorted(folder.glob("*.ipynb"))
    if len(others) == 1:
        raise CourseError(f"{others[0].name} should be called {name}.ipynb; hand it to autograder collect")
    raise CourseError(f"there is no {name}.ipynb")


def _ledger(assignment: Assignment, student: str) -> Path:
    """Says under which key a student's marks were written into the gradebook."""
    path = assignment.course.state / "written" / assignment.id / student
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
