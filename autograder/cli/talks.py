"""The command ``oral``: sheets for the oral exam, and its marks."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import CPUS, CoursePath, Jobs, NoSandbox, find_course
from autograder.course import Assignment
from autograder.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(oral)


def oral(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example A1.", metavar="ID")],
    course: CoursePath = None,
    student: Annotated[str | None, typer.Option("--student", help="A sheet for this student.")] = None,
    whole_class: Annotated[bool, typer.Option("--class", help="Sheets for all who handed in.")] = False,
    marks: Annotated[Path | None, typer.Option("--marks", help="CSV: student, points, comment.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Makes a sheet again; it stands on the sheet.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder (default: oral/ID in the course).")] = None,
    questions_only: Annotated[bool, typer.Option("--questions-only", help="Without the examiner's part.")] = False,
    jobs: Jobs = CPUS,
    no_sandbox: NoSandbox = False,
) -> int:
    """Make sheets for a talk of ten minutes about a student's own code, or enter the marks."""
    found = find_course(course).assignment(assignment)
    if sum((student is not None, whole_class, marks is not None)) != 1:
        raise UsageError("one of --student S, --class, --marks FILE is needed")
    if marks is not None:
        return _enter(found, marks)
    if no_sandbox:
        os.environ["AUTOGRADER_SANDBOX"] = "0"
    return _make(found, student, seed, out or found.course.root / "oral" / found.id, jobs, not questions_only)


def _enter(assignment: Assignment, path: Path) -> int:
    from autograder.talk.marks import enter_marks

    entered = enter_marks(assignment, path)
    print(f"{entered.written} marks written to {assignment.id}-oral, {entered.unchanged} stood there already")
    return 0


def _make(assignment: Assignment, student: str | None, seed: int | None, out: Path, jobs: int, answers: bool) -> int:
    from tqdm import tqdm

    from autograder.engine.warm import WarmParent
    from autograder.grading.classroom import submissions
    from autograder.talk.run import Made, make_sheets

    students = submissions(assignment.course, assignment.id, student)
    start, warm = time.perf_counter(), WarmParent()
    try:
        with tqdm(total=len(students), desc=f"oral {assignment.id}", unit="sheet", disable=student is not None) as bar:

            def step(one: Made) -> None:
                bar.update()
                if one.problem:
                    bar.write(f"{one.student}: {one.problem}")

            made = make_sheets(assignment, students, warm, out, seed, jobs, answers, step)
    finally:
        warm.close()
    sheets = [one for one in made if one.path is not None]
    where = sheets[0].path if student is not None and sheets else f"{len(sheets)} sheets in {out}"
    print(f"{where}, {sum(one.questions for one in sheets)} shape questions, {time.perf_counter() - start:.1f} s")
    return 0 if len(sheets) == len(made) else 1
