"""Oral-style questions: numbers drawn for each student, practice, concept questions. No answers."""

from kit.questions.bank import Bank, Concept, Family, Params
from kit.questions.draw import different, pick
from kit.questions.practice import Practice
from kit.questions.show import ask, concept, form_problem

__all__ = [
    "Bank",
    "Concept",
    "Family",
    "Params",
    "Practice",
    "ask",
    "concept",
    "different",
    "form_problem",
    "pick",
]
