"""Shape questions as exercises with one check each."""

from __future__ import annotations

from autograder.oral.bank import Oral
from autograder.oral.grade import grade_question
from kit.checks import CheckFailed, Exercise
from kit.student import Student


def answer_name(question: str) -> str:
    """The variable that answers a shape question: ``A1-Q-S1`` -> ``answer_S1``."""
    return "answer_" + question.rpartition("-")[2]


def shape_exercises(oral: Oral, number: int) -> dict[str, Exercise]:
    """Return the shape questions of student `number`, by id."""
    return {name: _exercise(oral, number, name) for name in oral.bank.questions}


def _exercise(oral: Oral, number: int, question: str) -> Exercise:
    family = oral.bank.family(number, question)
    name = answer_name(question)
    exercise = Exercise(question)

    @exercise.check("answer", points=family.points)
    def answer(student: Student) -> None:
        """The answer is right."""
        right, message = grade_question(oral, number, question, student.get(name))
        if not right:
            raise CheckFailed(message)

    return exercise
