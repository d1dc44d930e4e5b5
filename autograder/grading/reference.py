"""The instructor's own solutions as cells of a job."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.engine.job import JobCell
from autograder.oral import answer_name

NEEDED = ("given", "answer", "fill", "shape")


def reference_cells(
    assignment: Assignment, source: NotebookNode, number: int, exercise: str, extra: JobCell | None = None
) -> tuple[JobCell, ...]:
    """The cells that checks of `exercise` need, solved: everything but figures and other exercises' trainings.

    Parameters
    ----------
    source
        The instructor's notebook.
    number
        The student's number, for shape questions.
    extra
        A further cell, which comes after the exercise's answers.
    """
    oral = assignment.oral()
    cells: list[JobCell] = []
    last = 0
    for cell in source.cells:
        role = cell.metadata.get("course", {}).get("role")
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if role in NEEDED or (role == "train" and name.startswith(f"{exercise}-train")):
            text = cell.source
            if role == "shape" and oral is not None:
                question = name.removesuffix("-answer")
                text = f"{answer_name(question)} = {oral.solve(number, question)!r}"
            cells.append(JobCell(name, text))
            if role == "answer" and name.startswith(f"{exercise}-answer"):
                last = len(cells)
    if extra is not None:
        cells.insert(last, extra)
    return tuple(cells)
