"""The command ``validate``: a dress rehearsal of one's own notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import CoursePath, find_course
from autograder.errors import UsageError
from kit.rehearsal import CELL_SECONDS, RehearsalError


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(validate)


def validate(
    notebook: Annotated[Path, typer.Argument(help="The saved notebook.", metavar="NOTEBOOK")],
    course: CoursePath = None,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="What a cell may take.")] = CELL_SECONDS,
) -> int:
    """Run a notebook of your own as grading will, unconfined; exit 1 if something would go wrong.

    The release's files are those beside the notebook, else those of the course's release of the same name.
    """
    from kit.rehearsal.__main__ import report

    if not notebook.is_file():
        raise UsageError(f"there is no notebook {notebook}")
    folder = notebook.parent
    if not (folder / "course.json").is_file():
        folder = _release(notebook, course)
    try:
        return report(notebook, folder, seconds)
    except RehearsalError as error:
        raise UsageError(str(error)) from None


def _release(notebook: Path, course: Path | None) -> Path:
    """The release that a notebook far from it belongs to, told by its name."""
    where = find_course(course)
    name = next((one for one in where.ids if one in notebook.stem.split("_")), None)
    if name is None:
        known = ", ".join(where.ids) or "none"
        raise UsageError(f"{notebook.name} is called after no assignment of this course", f"assignments: {known}")
    return where.assignment(name).release.parent
