"""`check("A1-E1")` and the other commands that a student types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.checks import Outcome, Result, run_exercise
from kit.notebook import place
from kit.probes import all_probes
from kit.questions import ask as show_question
from kit.questions import concept as show_concept
from kit.settings import budget
from kit.student import Host, Student

MARKS = {
    Outcome.PASSED: "ok     ",
    Outcome.FAILED: "NOT YET",
    Outcome.BLOCKED: "open   ",
    Outcome.SKIPPED: "skipped",
    Outcome.BROKEN: "broken ",
    Outcome.EXCUSED: "broken ",
}


def check(exercise: str) -> None:
    """Run the self-checks of an exercise on what the notebook defines now, and print what holds.

    Self-checks use one set of numbers. Grading uses others and looks at more properties: passing here is
    necessary, not sufficient.
    """
    if budget() == "grade":
        return print("Self-checks do not run during grading.")
    known = place.visible(Path.cwd())
    if exercise not in known:
        return print(f"There is no exercise {exercise!r}; there are {', '.join(known)}.")
    results = list(run_exercise(known[exercise], _student(), seed=0, reveal=True))
    print(summary(exercise, results))


def summary(exercise: str, results: list[Result]) -> str:
    """A short table of what holds and what does not."""
    if results and all(one.outcome is Outcome.BLOCKED and one.message == "not implemented" for one in results):
        return f"{exercise}: not implemented yet"
    held = sum(one.outcome is Outcome.PASSED for one in results)
    lines = [f"{exercise}: {held} of {len(results)} self-checks hold"]
    for one in results:
        lines.append(f"  {MARKS[one.outcome]}  {one.title}")
        if one.message:
            lines.append(f"           {one.message}")
    return "\n".join(lines)


def grade(exercise: str) -> None:
    """Say what the exercise is worth; the marks are given after handing in."""
    points = place.manifest(Path.cwd())["points"].get(exercise, 0)
    print(f"{exercise}: {points:g} points, given after handing in.")


def progress() -> None:
    """Print which exercises are done, by their self-checks, and their points."""
    points = place.manifest(Path.cwd())["points"]
    student = _student()
    for name, exercise in place.visible(Path.cwd()).items():
        results = list(run_exercise(exercise, student, seed=0, reveal=True))
        held = sum(one.outcome is Outcome.PASSED for one in results)
        print(f"{name:8s} {held:2d} of {len(results):2d} self-checks hold   {points.get(name, 0):4g} points")


def ask(question: str, number: int | None) -> None:
    """Show the shape question that student `number` gets."""
    show_question(place.bank(Path.cwd()), number, question)


def ask_concept(pool: str, number: int | None) -> None:
    """Show the concept question that student `number` gets from a pool."""
    show_concept(place.bank(Path.cwd()), number, pool)


def practice(question: str, answer: Any = None) -> None:
    """Show a practice question, or judge an answer to the one shown last."""
    place.practice(Path.cwd())(question, answer)


def _student() -> Student:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise RuntimeError("this is not a notebook")
    return Student(Host(shell.user_ns, all_probes()))
