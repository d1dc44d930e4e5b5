"""Verdicts as text: words instead of colours, lines that fit into a narrow window."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from kit.checks import Outcome, Result
from kit.language import padded, tr

MARKS = {
    Outcome.PASSED: "ok",
    Outcome.FAILED: "NOT YET",
    Outcome.BLOCKED: "open",
    Outcome.SKIPPED: "skipped",
    Outcome.BROKEN: "broken",
    Outcome.EXCUSED: "broken",
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
    again = tr("run again first")
    lines = _folded([f"{again} - {tr(line)}" for line in stale], "  ", "    ")
    if missing and state(results) == "open":
        names = ", ".join(missing)
        text = tr(f"{exercise}: not there yet: {names}. Run the cell marked TODO {exercise} first.")
        return "\n".join([text, *lines])
    if state(results) == "open" and any(one.message == NOT_IMPLEMENTED for one in results):  # others wait for these
        return "\n".join([tr(f"{exercise}: not implemented yet"), *lines])
    held = sum(one.outcome is Outcome.PASSED for one in results)
    lines = [tr(f"{exercise}: {held} of {len(results)} self-checks hold"), *lines]
    for one in results:
        lines += _folded([tr(one.title)], f"  {padded(tr(MARKS[one.outcome]), 7)}  ", " " * 11)
        lines += _folded([tr(line) for line in one.message.splitlines()], " " * 11, " " * 13)
    last = tr("That was the older code: run the cell, then check again.") if stale else _next(results)
    return "\n".join([*lines, *_folded([last], "", "  ")])


def _next(results: Sequence[Result]) -> str:
    """What to look at next."""
    waiting = sum(one.outcome is Outcome.BLOCKED and one.message != NOT_IMPLEMENTED for one in results)
    for one in results:
        if one.outcome is Outcome.FAILED:
            rest = " " + tr(f"{waiting} marked open wait for others.") if waiting else ""
            return tr(f"Look next at: {one.title}") + rest
    if any(one.outcome is Outcome.BLOCKED for one in results):
        return tr("Nothing here is wrong. Look next at what is open.")
    if any(one.outcome is not Outcome.PASSED for one in results):
        return tr("Nothing here is wrong; what could not be checked is no fault of yours.")
    return tr("All hold. Grading uses other numbers and looks at more.")


def _folded(texts: Sequence[str], first: str, later: str) -> list[str]:
    out = []
    for text in texts:
        wide = not text.isascii()  # Chinese has no blanks, and its characters take twice the room
        out += textwrap.wrap(
            text,
            WIDTH * 2 // 3 if wide else WIDTH,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=wide,
            break_on_hyphens=False,
        )
    return out
