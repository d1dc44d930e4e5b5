"""Commands around grading: ``roster``, ``due``, ``export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from autograder.cli.common import CoursePath, console, find_course
from autograder.errors import UsageError


class Form(StrEnum):
    """Who reads the marks."""

    NBGRADER = "nbgrader"
    CANVAS = "canvas"
    MOODLE = "moodle"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    for command in (roster, due, export):
        app.command()(command)


def roster(
    path: Annotated[Path, typer.Argument(help="A CSV file: id, first_name, last_name, email, lms_user_id.")],
    course: CoursePath = None,
) -> int:
    """Put the class into the gradebook: collect then knows names, and who is missing."""
    from autograder.term.roster import enrol, enrolled, read_roster

    where = find_course(course)
    people = read_roster(path)
    new, changed = enrol(where, people)
    listed = {person.id for person in people}
    others = [person.label for person in enrolled(where) if person.id not in listed]
    print(f"{len(people)} in the class: {len(new)} new, {len(changed)} changed")
    if others:
        print(f"in the gradebook, but not in {path}: {', '.join(others)}")
    return 0


def due(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example A1.", metavar="ID")],
    when: Annotated[str | None, typer.Argument(help='"2026-12-01 23:59 +0800", or none.', metavar="[TIME]")] = None,
    student: Annotated[str | None, typer.Option("--student", help="Whom --hours is for.")] = None,
    hours: Annotated[float | None, typer.Option("--hours", help="An extension of so many hours.")] = None,
    course: CoursePath = None,
) -> int:
    """Set a deadline or an extension, and show who is late and what it costs as things are now."""
    from autograder.term import late

    found = find_course(course).assignment(assignment)
    if (student is None) != (hours is None):
        raise UsageError("an extension needs --student and --hours")
    if when is not None:
        late.set_due(found, None if when == "none" else late.read_time(when))
    if student is not None and hours is not None:
        late.extend(found, student, hours)
    deadline = late.due(found)
    print(f"{found.id} is due {deadline.astimezone():%Y-%m-%d %H:%M %z}" if deadline else f"{found.id} has no deadline")
    table = Table("student", "late by", "points off", title="late")
    for one in late.apply_penalties(found):
        table.add_row(one.student, str(one.by).partition(".")[0], f"{one.penalty:.2f}")
    if table.row_count:
        console().print(table)
    return 0


def export(
    course: CoursePath = None,
    out: Annotated[Path, typer.Option("--out")] = Path("marks.csv"),
    form: Annotated[Form, typer.Option("--for", help="Who reads the file.")] = Form.NBGRADER,
    weight: Annotated[list[str] | None, typer.Option("--weight", help="A1=20, once an assignment: a total.")] = None,
) -> int:
    """Write all marks as CSV for nbgrader, Canvas or Moodle, and print statistics."""
    from autograder.term import marks
    from autograder.term.late import apply_penalties

    where = find_course(course)
    weights = marks.read_weights(weight or [])
    if weights and form is Form.NBGRADER:
        raise UsageError("nbgrader's file has no total", "add --for canvas or --for moodle")
    for name in where.ids:
        apply_penalties(where.assignment(name))
    target = out if out.is_absolute() else where.root / out
    found = marks.all_marks(where)
    if form is Form.NBGRADER:
        marks.write_nbgrader(where, target)
    elif form is Form.CANVAS:
        marks.write_canvas(found, target, weights)
    else:
        marks.write_moodle(found, target, weights)
    shown = marks.statistics(found)
    table = Table(*map(str, shown.columns), title="marks")
    for row in shown.itertuples(index=False):
        table.add_row(*(f"{value:.1f}" if isinstance(value, float) else str(value) for value in row))
    console().print(table)
    if found["to_mark"].any():
        print(f"{found['to_mark'].sum()} submissions have answers that nobody has marked yet: nbgrader formgrader")
    print(target)
    return 0
