"""The questions of a notebook without their answers: shape questions, concept questions, pools."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.questions.answer import Form
from kit.questions.draw import is_student_number, pick, rng_for

Params = dict[str, Any]


@dataclass(frozen=True)
class Family:
    """Shape questions that differ in their numbers only.

    Parameters
    ----------
    id
        For example ``"A1-Q-S1"``.
    title
        A few words.
    draw
        Draws the numbers of one question.
    text
        Puts these numbers into words (Markdown).
    form
        What kind of answer is asked for, see `kit.questions.answer`.
    example
        An answer of this form, as the student would type it. It answers nothing.
    entries
        What the entries of the answer are, where the form alone does not say it.
    points, tolerance
        Points of a question; relative tolerance of decimal numbers.
    """

    id: str
    title: str
    draw: Callable[[random.Random], Params]
    text: Callable[[Params], str]
    form: Form
    example: str
    entries: str = ""
    points: float = 1.0
    tolerance: float = 1e-3

    @property
    def short(self) -> str:
        """The last part of the id: ``S1``."""
        return self.id.rpartition("-")[2]

    def describe_form(self) -> str:
        """Return one line of Markdown that says how the answer is written."""
        return f"Answer: {self.entries + ', ' if self.entries else ''}for example `{self.example}`."


@dataclass(frozen=True)
class Concept:
    """A question that is answered in words and marked by a person; `text` is Markdown."""

    id: str
    text: str


@dataclass(frozen=True)
class Bank:
    """All questions of a notebook, and which of them a student gets.

    ``always`` are ids of concept questions for everybody; one is drawn from each pool. ``slots`` are
    needed only where a place in the notebook draws among several families: question id -> family ids,
    of equal points. With slots, these are all shape questions; the other families are for practice.
    """

    notebook: str
    families: Mapping[str, Family]
    concepts: Mapping[str, Concept]
    always: tuple[str, ...]
    pools: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids of the shape questions of a student, in the order of the notebook."""
        return tuple(self.slots or self.families)

    def points(self, question: str) -> float:
        """Return the points of a shape question."""
        return self.families[self.slots.get(question, (question,))[0]].points

    def family(self, number: int, question: str) -> Family:
        """Return the family that a student gets at a place of the notebook."""
        if question not in self.slots:
            return self.families[question]
        return self.families[pick(self._rng(number, question + "/slot"), self.slots[question])]

    def params(self, number: int, question: str) -> Params:
        """Return the numbers of a student's question."""
        family = self.family(number, question)
        return family.draw(self._rng(number, family.id))

    def text(self, number: int, question: str) -> str:
        """Return a student's question with the line on the form of its answer, Markdown."""
        family = self.family(number, question)
        return f"{family.text(self.params(number, question))}\n\n{family.describe_form()}"

    def concept(self, number: int, pool: str) -> Concept:
        """Return the question that a student gets from a pool."""
        return self.concepts[pick(self._rng(number, f"pool-{pool}"), self.pools[pool])]

    def drawn(self, number: int) -> tuple[str, ...]:
        """Return the ids of all concept questions of a student, in the order of the notebook."""
        return self.always + tuple(self.concept(number, pool).id for pool in self.pools)

    def _rng(self, number: int, name: str) -> random.Random:
        if not is_student_number(number):
            raise ValueError(f"a student number is a whole number from 1 upwards, not {number!r}")
        return rng_for(number, self.notebook, name)
