"""What several commands share: options, the course, tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.course import Assignment, Course

CoursePath = Annotated[Path | None, typer.Option("--course", help="Course folder (default: the one you are in).")]
Ids = Annotated[list[str] | None, typer.Argument(help="Assignments, for example A1 (default: all).", metavar="[ID…]")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Submissions that run at the same time.")]
NoSandbox = Annotated[bool, typer.Option("--no-sandbox", help="Run untrusted code unconfined. Only for your own.")]

CPUS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def console() -> Console:
    """A console of the terminal's width, or of 120 columns where there is none."""
    made = Console()
    return made if made.is_terminal else Console(width=120)


def find_course(path: Path | None) -> Course:
    """The course that a command works on."""
    return Course.find(path)


def chosen(course: Course, ids: list[str] | None) -> list[Assignment]:
    """The assignments that a command works on."""
    return [course.assignment(name) for name in ids or course.ids]
