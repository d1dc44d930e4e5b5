"""`check("A1-E1")` and the other commands that a student types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.checks import Result, run_exercise
from kit.notebook import place
from kit.notebook.overview import overview
from kit.notebook.stale import stale
from kit.notebook.table import summary, told_apart
from kit.probes import all_probes
from kit.questions import ask as show_question
from kit.questions import concept as show_concept
from kit.runs import runs_here
from kit.saved import notebook_file, read_cells
from kit.settings import budget
from kit.student import Host, Student


def check(exercise: str) -> None:
    """Run the self-checks of an exercise on what the notebook defines now, and print what holds.

    Self-checks use one set of numbers. Grading uses others and looks at more properties: passing here is
    necessary, not sufficient. Where the saved notebook shows that a cell was edited after it ran, that is said first.
    """
    if budget() == "grade":
        return print("Self-checks do not run during grading.")
    known = place.visible(Path.cwd())
    if exercise not in known:
        return print(f"There is no exercise {exercise!r}; there are {', '.join(known)}.")
    names = place.manifest(Path.cwd())["exercises"].get(exercise, [])
    namespace = _namespace()
    missing = [name for name in names if name not in namespace]
    cells = read_cells(notebook_file(namespace))
    print(summary(exercise, _results(exercise, namespace), missing, stale(names, cells, runs_here())))


def grade(exercise: str) -> None:
    """Say what the exercise is worth; the marks are given after handing in."""
    points = place.manifest(Path.cwd())["points"].get(exercise, 0)
    print(f"{exercise}: {points:g} points, given after handing in.")


def progress() -> None:
    """Print what is done and what is open, by the self-checks, with points and time."""
    if budget() == "grade":
        return print("Self-checks do not run during grading.")
    namespace = _namespace()
    results = {name: _results(name, namespace) for name in place.visible(Path.cwd())}
    cells = read_cells(notebook_file(namespace))
    print(overview(place.manifest(Path.cwd()), results, namespace, cells, runs_here()))


def validate(notebook: str | None = None) -> None:
    """Run the saved notebook as grading will, in a fresh kernel and a clean folder, and print what would go wrong.

    Parameters
    ----------
    notebook
        The file; by default the one of this kernel. What is *saved* is run.
    """
    from kit.rehearsal import validate_here  # nbclient is slow to import

    if budget() == "grade":
        return print("The rehearsal does not run during grading.")
    found = Path(notebook) if notebook else notebook_file(_namespace())
    runs = runs_here()
    validate_here(found, unsaved=bool(runs and runs.since_save()))


def ask(question: str, number: int | None) -> None:
    """Show the shape question that student `number` gets."""
    show_question(place.bank(Path.cwd()), number, question)


def ask_concept(pool: str, number: int | None) -> None:
    """Show the concept question that student `number` gets from a pool."""
    show_concept(place.bank(Path.cwd()), number, pool)


def practice(question: str, answer: Any = None) -> None:
    """Show a practice question, or judge an answer to the one shown last."""
    place.practice(Path.cwd())(question, answer)


def _results(exercise: str, namespace: dict[str, Any]) -> list[Result]:
    names = place.manifest(Path.cwd())["exercises"].get(exercise, [])
    student = Student(Host(namespace, all_probes()))
    results = list(run_exercise(place.visible(Path.cwd())[exercise], student, seed=0, reveal=True))
    return told_apart(results, [name for name in names if name not in namespace])


def _namespace() -> dict[str, Any]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("this is not a notebook")
    names: dict[str, Any] = shell.user_ns
    return names
