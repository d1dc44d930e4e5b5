"""The small course with questions: a shape question, one that all are asked, and one that is drawn."""

from __future__ import annotations

from autograder.course import Course

BANK = '''"""Questions of the small notebook."""

from kit.questions import Bank, Concept, Family, different

FAMILIES = {
    "M1-Q-S1": Family(
        "M1-Q-S1", "rows and columns", lambda rng: different(rng, a=range(2, 90), b=range(2, 90)),
        lambda p: f"`x` has the shape `({p['a']}, {p['b']})` and $n = {p['a']}$ rows. Which shape has `x.T`?",
        (int, int), "(3, 4)",
    ),
}
CONCEPTS = {
    "M1-Q-C1": Concept("M1-Q-C1", "Why is $x^2$ never *negative*?"),
    "M1-Q-C2": Concept("M1-Q-C2", "What is a root?"),
    "M1-Q-C3": Concept("M1-Q-C3", "What is a cube?"),
}
BANK = Bank("M1", FAMILIES, CONCEPTS, ("M1-Q-C1",), {"A": ("M1-Q-C2", "M1-Q-C3")})
'''
ORAL = '''"""Answers to the questions of the small notebook."""

from assignments.M1.questions import BANK
from autograder.oral import Anti, KeyPoint, Mistake, Oral, Rubric, Solver

SOLVERS = {
    "M1-Q-S1": Solver(lambda p: (p["b"], p["a"]), (Mistake("nothing was transposed", lambda p: (p["a"], p["b"])),)),
}
RUBRICS = {
    "M1-Q-C1": Rubric((KeyPoint(0.5, "the signs are equal", ("same sign",)), KeyPoint(0.5, "minus times minus")),
                      (Anti("squares are even", 0),)),
    "M1-Q-C2": Rubric((KeyPoint(1.0, "its square is the number"),)),
    "M1-Q-C3": Rubric((KeyPoint(1.0, "three equal factors"),)),
}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
'''
CELLS = """
# %% role="shape" question="M1-Q-S1"

# %% [markdown] role="concept" question="M1-Q-C1" points=2

# %% role="pool" pool="A" points=2
"""


def add_questions(course: Course) -> None:
    """Give the small course questions, before it is built; the points stay 100 together."""
    assignment = course.assignment("M1")
    (assignment.folder / "questions.py").write_text(BANK)
    (assignment.folder / "oral.py").write_text(ORAL)
    text = assignment.text.read_text() + CELLS
    text = text.replace("import check, grade, load", "import ask, ask_concept, check, grade, load")
    assignment.text.write_text(text.replace("(95 points)", "(90 points)"))
    hidden = assignment.folder / "hidden.py"
    hidden.write_text(hidden.read_text().replace("points=45", "points=40"))
