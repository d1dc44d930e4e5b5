"""Written answers marked as an assistant with the rubric in hand would: for demonstrations, where nobody is there."""

from __future__ import annotations

from autograder.course import Assignment
from autograder.grading import nbgrader_side
from autograder.grading.run import student_numbers
from autograder.oral import Oral, Rubric
from autograder.report.answers import answers_of


def mark_all(assignment: Assignment) -> int:
    """Give points and a comment to every written answer that has none; return how many."""
    oral, marked = assignment.oral(), 0
    found = answers_of(assignment)
    students = sorted({one.student for answers in found.values() for one in answers})
    numbers = student_numbers(students, nbgrader_side.database(assignment.course))
    with nbgrader_side.gradebook(assignment.course) as book:
        for question, answers in found.items():
            for one in answers:
                grade = book.find_grade(question, assignment.id, assignment.id, one.student)
                if not grade.needs_manual_grade:
                    continue
                share, words = _judge(one.text, _rubric_of(oral, question, numbers[one.student]))
                grade.manual_score, grade.needs_manual_grade = round(share * grade.max_score, 1), False
                book.find_comment(question, assignment.id, assignment.id, one.student).manual_comment = words
                marked += 1
        book.db.commit()
    return marked


def _rubric_of(oral: Oral | None, question: str, number: int) -> Rubric | None:
    if oral is None:
        return None
    pool = question.partition("-Q-pool-")[2]
    return oral.rubrics.get(oral.bank.concept(number, pool).id if pool in oral.bank.pools else question)


def _judge(text: str, rubric: Rubric | None) -> tuple[float, str]:
    """The share of the points, and what the student reads."""
    if rubric is None:
        return (1.0, "Complete.") if len(text.split()) > 3 else (0.5, "Too short to tell.")
    said = text.casefold()
    named = [any(one.casefold() in said for one in (key.text, *key.synonyms)) for key in rubric.key_points]
    wrong = [anti for anti in rubric.anti if anti.text.casefold() in said]
    for anti in wrong:
        named[anti.loses] = False
    share = sum(key.weight for key, there in zip(rubric.key_points, named, strict=True) if there)
    words = f"{sum(named)} of {len(named)} points named."
    return min(1.0, share), words + " One statement is wrong." * bool(wrong)
