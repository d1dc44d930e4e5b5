"""The command ``regrade``: whose marks a corrected check changes, before it changes them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from autograder.cli.common import CPUS, CoursePath, Jobs, console, find_course
from autograder.course import Assignment
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.grading.regrade import Trial


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command()(regrade)


def regrade(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example A1.", metavar="ID")],
    check: Annotated[str | None, typer.Option("--check", help="Show only what becomes of this check.")] = None,
    message: Annotated[
        str | None, typer.Option("--message", help="Only students who failed --check with this text in the message.")
    ] = None,
    student: Annotated[str | None, typer.Option("--student", help="Only this student.")] = None,
    file: Annotated[Path | None, typer.Option("--group", help="Only this group; the report names the file.")] = None,
    jobs: Jobs = CPUS,
    yes: Annotated[bool, typer.Option("--yes", help="Write the marks without asking.")] = False,
    course: CoursePath = None,
) -> int:
    """Grade again what a corrected check concerns, show whose marks would change, and write them if told to."""
    from tqdm import tqdm

    from autograder.engine.warm import WarmParent
    from autograder.grading.classroom import submissions
    from autograder.grading.regrade import accept, group
    from autograder.grading.regrade import regrade as on_trial

    where = find_course(course)
    found = where.assignment(assignment)
    students = submissions(where, found.id, student)
    if file is not None:
        check, students = _of_group(file, found, students, check)
    known = [one.id for exercise in found.exercises(1).values() for one in exercise.checks]
    if check is not None and check not in known:
        raise UsageError(f"there is no check {check!r}", f"checks of {found.id}: {', '.join(known[:5])}, ...")
    if message is not None:
        if check is None:
            raise UsageError("--message needs --check")
        students = group(found, check, message, students)
        if not students:
            raise UsageError(f"nobody failed {check} with {message!r} in the message", "see the class report")
    warm = WarmParent()
    try:
        with tqdm(total=len(students), desc=f"regrade {found.id}", unit="notebook") as bar:

            def step(_: Trial, bar: Any = bar) -> None:
                bar.update()

            trials = on_trial(found, students, warm, jobs, step)
    finally:
        warm.close()
    changed = [one for one in trials if any(check in (None, change.check) for change in one.changes)]
    console().print(_table(changed, check))
    ran = sum(bool(one.planned and one.planned.reasons) for one in trials)
    up, down = (sum(sign * _gain(one) > 0 for one in changed) for sign in (1, -1))
    print(f"{len(trials)} graded before, {ran} concerned; marks: {up} higher, {down} lower")
    problems = [one for one in trials if one.problem]
    for one in problems:
        print(f"{one.student}: {one.problem}")
    if not ran:
        return 1 if problems else 0
    if not yes and not (sys.stdin.isatty() and typer.confirm("Write these marks?")):
        print("nothing was written; --yes writes these marks")
        return 1 if problems else 0
    failed = [one for one in accept(found, trials) if one.problem]
    for bad in failed:
        print(f"{bad.student}: {bad.problem}")
    print(f"{ran - len(failed)} written")
    return 1 if problems or failed else 0


def _of_group(file: Path, assignment: Assignment, students: list[str], check: str | None) -> tuple[str, list[str]]:
    """Check and students of a group."""
    from autograder.report.groups import read_group  # pandas is slow to import

    found = read_group(file)
    if found.assignment != assignment.id:
        raise UsageError(f"{file} is a group of {found.assignment}, not of {assignment.id}")
    if check not in (None, found.check):
        raise UsageError(f"{file} is a group of {found.check}, not of {check}", "leave --check out")
    unknown = sorted(set(found.students) - set(students))
    if unknown:
        raise UsageError(f"{file} names {unknown[0]!r}, who is not among the submissions asked for")
    return found.check, list(found.students)


def _gain(trial: Trial) -> float:
    return round(sum((change.points for change in trial.changes), 0.0), 6)


def _table(trials: list[Trial], check: str | None) -> Table:
    table = Table("student", "before", "after", "checks", title="marks that change")
    for trial in trials:
        records = [record for record in (trial.stored, trial.record) if record is not None]
        before, after = (sum(one.earned for one in record.results) for record in records)
        words = [
            f"{change.check}: {change.before.outcome if change.before else 'new'} -> "
            f"{change.after.outcome if change.after else 'gone'}"
            for change in trial.changes
            if check in (None, change.check)
        ]
        table.add_row(trial.student, f"{before:g}", f"{after:g}", "\n".join(words))
    return table
