"""Marks as they would be after a corrected check, before any is written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.course import Assignment
from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, MachineError
from autograder.grading.classroom import Graded, Grader, alone, first_line, grader_of, write_marks
from autograder.grading.run import Plan, Submission, attempt, keep
from autograder.grading.store import read_record, record_path
from kit.checks.outcome import Result


@dataclass(frozen=True)
class Change:
    """One check whose verdict is another one now; no ``before``: it is new, no ``after``: it is gone."""

    check: str
    before: Result | None
    after: Result | None

    @property
    def points(self) -> float:
        """Points gained, or lost."""
        return (self.after.earned if self.after else 0.0) - (self.before.earned if self.before else 0.0)


@dataclass(frozen=True)
class Trial:
    """A submission graded on trial: the record that is stored, and the one that would be."""

    student: str
    stored: Record | None = None
    record: Record | None = None
    planned: Plan | None = None
    submission: Submission | None = None
    problem: str = ""

    @property
    def changes(self) -> list[Change]:
        """Checks that now have another outcome or other points, in order."""
        if self.stored is None or self.record is None:
            return []
        old, new = ({one.id: one for one in record.results} for record in (self.stored, self.record))
        names = [*new, *(name for name in old if name not in new)]
        changes = [Change(name, old.get(name), new.get(name)) for name in names]
        return [one for one in changes if _verdict(one.before) != _verdict(one.after)]


def _verdict(result: Result | None) -> tuple[object, ...]:
    return () if result is None else (result.outcome, result.earned, result.points)


def group(assignment: Assignment, check: str, message: str, students: list[str]) -> list[str]:
    """Those students who failed `check` with a message that contains `message`, as they stand now."""
    found = []
    for student in students:
        record = read_record(record_path(assignment.course, assignment.id, student))
        results = record.results if record else []
        if any(one.id == check and one.earned < one.points and message in one.message for one in results):
            found.append(student)
    return found


def regrade(
    assignment: Assignment,
    students: list[str],
    warm: WarmParent,
    jobs: int = 1,
    done: Callable[[Trial], None] = lambda _: None,
) -> list[Trial]:
    """Grade on trial what has changed since the last grading; nothing is stored.

    Submissions that were never graded are left out; in most cases only the corrected check runs
    (`autograder.grading.key`).
    """
    with alone(assignment.course):
        grader = grader_of(assignment, students, warm, jobs)
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            trials = []
            for trial in pool.map(lambda student: _trial(grader, student), students):
                done(trial)
                trials.append(trial)
    return [trial for trial in trials if trial.stored is not None or trial.problem]


def accept(assignment: Assignment, trials: list[Trial]) -> list[Graded]:
    """Store the verdicts of trials and have nbgrader write their marks."""
    graded = []
    with alone(assignment.course):
        for trial in trials:
            if trial.planned is not None and trial.submission is not None and trial.record is not None:
                record = keep(trial.planned, trial.submission, trial.record)
                one = Graded(trial.student, record, reasons=trial.planned.reasons)
                graded.append(write_marks(assignment, one))
    return graded


def _trial(grader: Grader, student: str) -> Trial:
    assignment = grader.assignment
    stored = read_record(record_path(assignment.course, assignment.id, student))
    if stored is None:
        return Trial(student)
    try:
        submission, _ = grader.read(student)
        planned = grader.plan(submission)
        record = attempt(planned, submission, grader.warm)
        if record.starved:  # by the others beside it
            record = attempt(planned, submission, grader.warm)
    except MachineError:
        raise
    except CourseError as error:
        return Trial(student, stored, problem=error.what)
    except Exception as error:  # whatever it is, it concerns one submission
        return Trial(student, stored, problem=f"the grader failed: {first_line(error)}")
    return Trial(student, stored, record, planned, submission)
