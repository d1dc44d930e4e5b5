"""Shows a student's questions in the notebook."""

from __future__ import annotations

from typing import Any

from kit.language import tr
from kit.questions.answer import clean, misfit
from kit.questions.bank import Bank
from kit.questions.draw import is_student_number

NO_NUMBER = "*Your questions appear here as soon as `student_number` is set to your number.*"


def ask(bank: Bank, number: int | None, question: str) -> None:
    """Show the shape question that student `number` gets at the place `question`, for example ``A1-Q-S1``."""
    if not is_student_number(number):
        return show(tr(NO_NUMBER))
    assert number is not None
    family = bank.family(number, question)
    drawn = "" if family.id == question else f"{family.short}, "
    points = tr(f"{drawn}{family.points:g} point{'s' * (family.points != 1)}")
    show(f"**{question}: {tr(family.title)}** ({points})\n\n{tr(bank.text(number, question))}")


def concept(bank: Bank, number: int | None, pool: str) -> None:
    """Show the concept question that student `number` gets from a pool, for example ``A``."""
    if not is_student_number(number):
        return show(tr(NO_NUMBER))
    assert number is not None
    drawn = bank.concept(number, pool)
    source = tr(f"your question from pool {pool}")
    show(f"**{drawn.id}** ({source})\n\n{tr(drawn.text)}")


def form_problem(bank: Bank, number: int, question: str, given: Any) -> str:
    """Return what is wrong with the form of an answer, or an empty text; its value is not judged."""
    if given is None:
        return "not answered yet"
    family = bank.family(number, question)
    try:
        problem = misfit(clean(given), family.form)
    except TypeError as error:
        problem = str(error)
    return f"{problem}; for example {family.example}" if problem else ""


def show(markdown: str) -> None:
    """Display Markdown."""
    from IPython.display import Markdown, display

    display(Markdown(markdown))
