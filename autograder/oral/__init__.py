"""Oral-style questions on the grading side: answers, typical mistakes, rubrics, the practice table."""

from autograder.oral.bank import Anti, KeyPoint, Mistake, Oral, Rubric, Solver
from autograder.oral.exercise import answer_name, shape_exercises
from autograder.oral.grade import grade_question, grade_shape
from autograder.oral.practice import practice_table
from autograder.oral.rubric import concept_markdown, pool_markdown, rubric_markdown

__all__ = [
    "Anti",
    "KeyPoint",
    "Mistake",
    "Oral",
    "Rubric",
    "Solver",
    "answer_name",
    "concept_markdown",
    "grade_question",
    "grade_shape",
    "pool_markdown",
    "practice_table",
    "rubric_markdown",
    "shape_exercises",
]
