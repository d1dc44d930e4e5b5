"""`check("A1-E1")` and the other commands that a student types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.language import tr
from kit.notebook import place
from kit.notebook.overview import overview
from kit.notebook.self_checks import missing_names, self_check
from kit.notebook.stale import stale
from kit.notebook.table import summary
from kit.questions import ask as show_question
from kit.questions import concept as show_concept
from kit.rehearsal.button import graded_cell, validating
from kit.runs import runs_here
from kit.saved import SavedCell, notebook_file, read_cells
from kit.settings import budget


def check(exercise: str) -> None:
    """Run the self-checks of an exercise on what the notebook defines now, and print what holds.

    Self-checks use one set of numbers. Grading uses others and looks at more properties: passing here is
    necessary, not sufficient. Where the saved notebook shows that a cell was edited after it ran, that is said first.
    """
    if budget() == "grade":
        return print(tr("Self-checks do not run during grading."))
    known = place.visible(Path.cwd())
    if exercise not in known:
        return print(tr(f"There is no exercise {exercise!r}; there are {', '.join(known)}."))
    here, namespace = Path.cwd(), _namespace()
    older = stale(place.manifest(here)["exercises"].get(exercise, []), _saved(namespace), runs_here())
    results = self_check(exercise, namespace, here)
    print(summary(exercise, results, missing_names(exercise, namespace, here), older))


def grade(exercise: str) -> None:
    """Say what the exercise is worth; the marks are given after handing in."""
    if validating():
        return graded_cell(_shell())
    points = place.manifest(Path.cwd())["points"].get(exercise, 0)
    print(tr(f"{exercise}: {points:g} points, given after handing in."))


def progress() -> None:
    """Print what is done and what is open, by the self-checks, with points and time."""
    if budget() == "grade":
        return print(tr("Self-checks do not run during grading."))
    here, namespace = Path.cwd(), _namespace()
    results = {name: self_check(name, namespace, here) for name in place.visible(here)}
    print(overview(place.manifest(here), results, namespace, _saved(namespace), runs_here()))


def validate(notebook: str | None = None) -> None:
    """Run the saved notebook as grading will, in a fresh kernel and a clean folder, and print what would go wrong.

    Parameters
    ----------
    notebook
        The file; by default the one of this kernel. What is *saved* is run.
    """
    from kit.rehearsal import validate_here  # nbclient is slow to import

    if budget() == "grade":
        return print(tr("The rehearsal does not run during grading."))
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


def _saved(namespace: dict[str, Any]) -> list[SavedCell]:
    return read_cells(notebook_file(namespace))


def _namespace() -> dict[str, Any]:
    names: dict[str, Any] = _shell().user_ns
    return names


def _shell() -> Any:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("this is not a notebook")
    return shell
