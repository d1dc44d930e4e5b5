"""Verdicts as text: words instead of colours, lines that fit into a narrow window."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from kit.checks import Outcome, Result

MARKS = {
    Outcome.PASSED: "ok     ",
    Outcome.FAILED: "NOT YET",
    Outcome.BLOCKED: "open   ",
    Outcome.SKIPPED: "skipped",
    Outcome.BROKEN: "broken ",
    Outcome.EXCUSED: "broken ",
}
NOT_IMPLEMENTED = "not implemented"
WIDTH = 108


def told_apart(results: Sequence[Result], missing: Sequence[str]) -> list[Result]:
    """Turn failures that only come from a name that does not exist yet into open ones."""
    out = []
    for one in results:
        name = next((name for name in missing if f"NameError: {name} is not defined" in one.message), None)
        if name and one.outcome is Outcome.FAILED:
            one = replace(one, outcome=Outcome.BLOCKED, message=f"{name} is not defined: run its cell")
        out.append(one)
    return out


def state(results: Sequence[Result]) -> str:
    """One word: ``done``, ``open`` (nothing is written) or ``NOT YET``."""
    if results and all(one.outcome is Outcome.PASSED for one in results):
        return "done"
    return "open" if all(one.outcome is Outcome.BLOCKED for one in results) else "NOT YET"


def summary(exercise: str, results: Sequence[Result], missing: Sequence[str] = (), stale: Sequence[str] = ()) -> str:
    """A short table of what holds and what does not, and what to look at next.

    Parameters
    ----------
    missing
        Names of the exercise that are not defined.
    stale
        Lines about cells that have to run again.
    """
    lines = _folded([f"run again first - {line}" for line in stale], "  ", "    ")
    if missing and state(results) == "open":
        names = ", ".join(missing)
        return "\n".join([f"{exercise}: not there yet: {names}. Run the cell marked TODO {exercise} first.", *lines])
    if state(results) == "open" and any(one.message == NOT_IMPLEMENTED for one in results):  # others wait for these
        return "\n".join([f"{exercise}: not implemented yet", *lines])
    held = sum(one.outcome is Outcome.PASSED for one in results)
    lines = [f"{exercise}: {held} of {len(results)} self-checks hold", *lines]
    for one in results:
        lines += _folded([one.title], f"  {MARKS[one.outcome]}  ", " " * 11)
        lines += _folded(one.message.splitlines(), " " * 11, " " * 13)
    last = "That was the older code: run the cell, then check again." if stale else _next(results)
    return "\n".join([*lines, *_folded([last], "", "  ")])


def _next(results: Sequence[Result]) -> str:
    """What to look at next."""
    waiting = sum(one.outcome is Outcome.BLOCKED and one.message != NOT_IMPLEMENTED for one in results)
    for one in results:
        if one.outcome is Outcome.FAILED:
            rest = f" {waiting} marked open wait for others." if waiting else ""
            return f"Look next at: {one.title}{rest}"
    if any(one.outcome is Outcome.BLOCKED for one in results):
        return "Nothing here is wrong. Look next at what is open."
    if any(one.outcome is not Outcome.PASSED for one in results):
        return "Nothing here is wrong; what could not be checked is no fault of yours."
    return "All hold. Grading uses other numbers and looks at more."


def _folded(texts: Sequence[str], first: str, later: str) -> list[str]:
    out = []
    for text in texts:
        out += textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
        )
    return out
