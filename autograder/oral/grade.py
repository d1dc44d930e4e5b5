"""Grades an answer to a shape question."""

from __future__ import annotations

from typing import Any

from autograder.oral.bank import Oral, Solver
from autograder.oral.compare import plain, same
from kit.questions import Family, Params
from kit.questions.answer import Answer, misfit


def grade_shape(family: Family, solver: Solver, params: Params, given: Any) -> tuple[bool, str]:
    """Return whether `given` is right, and what the student reads.

    The message of a typical wrong answer explains the mistake; no message tells the right answer.
    `given` may be anything; what is not plain data is not right.
    """
    try:
        answer = plain(given)
    except TypeError as error:
        return False, f"Not right: {error}; for example {family.example}."
    if answer is None:
        return False, "Not answered."
    right = solver.solve(params)
    if same(answer, right, family.tolerance):
        return True, ""
    for mistake, value in solver.wrong(params, family.tolerance):
        if same(_entry(answer, mistake.part), value, family.tolerance):
            return False, f"Not right: {mistake.message}."
    problem = misfit(answer, family.form)
    if problem:
        return False, f"Not right: {problem}; for example {family.example}."
    if not isinstance(right, tuple) or len(answer) != len(right):
        return False, "Not right."
    entries = [
        str(i) for i, (a, b) in enumerate(zip(answer, right, strict=True), start=1) if not same(a, b, family.tolerance)
    ]
    return False, f"Not right: look at entry {' and '.join(entries)}."


def grade_question(oral: Oral, number: int, question: str, given: Any) -> tuple[bool, str]:
    """`grade_shape` for the question that a student got at a place of the notebook."""
    family = oral.bank.family(number, question)
    return grade_shape(family, oral.solvers[family.id], oral.bank.params(number, question), given)


def _entry(answer: Answer, part: int | None) -> Answer:
    if part is None:
        return answer
    return answer[part] if isinstance(answer, tuple) and part < len(answer) else None
