"""Checks: one property each, with an id, points and the sentence that the student reads.

>>> exercise = Exercise("A1-E1", names=("gradient_descent",))
>>> @exercise.check("closed-form", points=1)
... def closed_form(student):
...     "On a quadratic the iterates follow the closed form."
"""

from kit.checks import expect
from kit.checks.attempts import in_three_attempts
from kit.checks.exercise import Check, Exercise, exercises_of
from kit.checks.outcome import CheckFailed, Outcome, Result, Skipped, StudentError
from kit.checks.run import run_check, run_exercise

__all__ = [
    "Check",
    "CheckFailed",
    "Exercise",
    "Outcome",
    "Result",
    "Skipped",
    "StudentError",
    "exercises_of",
    "expect",
    "in_three_attempts",
    "run_check",
    "run_exercise",
]
