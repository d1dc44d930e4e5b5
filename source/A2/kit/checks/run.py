"""Run checks against a student and record what became of them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator

from kit.checks.exercise import Check, Exercise
from kit.checks.explain import revealing
from kit.checks.outcome import CheckFailed, Outcome, Result, Skipped, StudentError
from kit.student import Student
from kit.student.seed import seed_torch

UNMET = (Outcome.FAILED, Outcome.BLOCKED)
"""Outcomes that block the checks which need this one; a fault of ours blocks none."""


def run_exercise(
    exercise: Exercise,
    student: Student,
    seed: int = 0,
    reveal: bool = False,
    on_start: Callable[[Check], None] | None = None,
    known: Iterable[Result] = (),
) -> Iterator[Result]:
    """Yield a `Result` for each check of `exercise` that has none yet, in order.

    Parameters
    ----------
    seed
        The checks draw their numbers from it; the same seed gives the same verdicts.
    reveal
        Whether messages may name expected values (self-checks) or not (hidden checks).
    on_start
        Called before each check.
    known
        Verdicts of an earlier, interrupted run; these checks are not repeated.
    """
    before = {result.id: result.outcome for result in known}
    passed = {name for name, outcome in before.items() if outcome not in UNMET}
    for check in exercise.checks:
        if check.id in before:
            continue
        if on_start:
            on_start(check)
        missing = [need for need in check.needs if need not in passed]
        if missing:
            needed = next(known.title for known in exercise.checks if known.id == missing[0])
            yield _result(check, Outcome.BLOCKED, f"needs first: {needed}")
            continue
        result = run_check(check, student, seed, reveal, exercise.forbidden, exercise.names)
        if result.outcome not in UNMET:
            passed.add(check.id)
        yield result


def run_check(
    check: Check,
    student: Student,
    seed: int = 0,
    reveal: bool = False,
    forbidden: tuple[str, ...] = (),
    written: tuple[str, ...] = (),
) -> Result:
    """Run one check and return its verdict; nothing that the student's code does raises here."""
    start = time.perf_counter()
    outcome, message = Outcome.PASSED, ""
    seed_torch(_mix(seed, check.id))
    try:
        with revealing(reveal), student.watch(forbidden, written):
            check.function(student)
    except CheckFailed as failure:
        outcome, message = Outcome.FAILED, str(failure)
    except Skipped as reason:
        outcome, message = Outcome.SKIPPED, str(reason)
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            outcome, message = Outcome.BLOCKED, "not implemented"
        elif error.is_a("GoneError") or error.is_a("ForbiddenError"):
            outcome, message = Outcome.FAILED, error.message
        else:
            outcome, message = Outcome.FAILED, f"your code raised {error}"
    except Exception as error:  # the check's own fault: recorded as such, never charged silently
        outcome, message = Outcome.BROKEN, f"{type(error).__name__}: {error}"
    return _result(check, outcome, message, time.perf_counter() - start)


def _result(check: Check, outcome: Outcome, message: str, seconds: float = 0.0) -> Result:
    return Result(check.id, check.title, check.points, outcome, message, seconds)


def _mix(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:7])
