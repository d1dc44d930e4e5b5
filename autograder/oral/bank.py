"""The secret half of the questions: answers, typical wrong answers, rubrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.oral.compare import same
from kit.questions import Bank, Params
from kit.questions.answer import Answer


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer.

    Parameters
    ----------
    message
        What the student who gave it reads. It explains the mistake and names no number.
    value
        The wrong answer as a function of the question's numbers; None where the mistake cannot be made.
    part
        Index of the entry of the answer that is wrong, counted from 0; None for the whole answer.
    """

    message: str
    value: Callable[[Params], Answer]
    part: int | None = None


@dataclass(frozen=True)
class Solver:
    """The right answer of a family and its typical wrong answers.

    ``solve`` returns plain data: ``int`` where the answer is exact, ``float`` where it is not.
    """

    solve: Callable[[Params], Answer]
    mistakes: tuple[Mistake, ...]

    def wrong(self, params: Params, tolerance: float) -> list[tuple[Mistake, Answer]]:
        """Return the mistakes that lead to another than the right answer here, with what they lead to."""
        right = self.solve(params)
        found: list[tuple[Mistake, Answer]] = []
        for mistake in self.mistakes:
            value = mistake.value(params)
            expected = right if mistake.part is None else right[mistake.part]
            if value is not None and not same(value, expected, 4 * tolerance):
                found.append((mistake, value))
        return found


@dataclass(frozen=True)
class KeyPoint:
    """Something that a full answer says, in any wording. ``weight`` is its share of the question's points."""

    weight: float
    text: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anti:
    """A wrong statement, and the index of the key point that it costs."""

    text: str
    loses: int


@dataclass(frozen=True)
class Rubric:
    """How a concept question is marked. The weights of the key points sum to 1."""

    key_points: tuple[KeyPoint, ...]
    anti: tuple[Anti, ...] = ()


@dataclass(frozen=True)
class Oral:
    """The questions of a notebook with their answers: solvers by family id, rubrics by concept id."""

    bank: Bank
    solvers: Mapping[str, Solver]
    rubrics: Mapping[str, Rubric]

    def solve(self, number: int, question: str) -> Answer:
        """Return the right answer to a student's shape question."""
        family = self.bank.family(number, question)
        return self.solvers[family.id].solve(self.bank.params(number, question))
