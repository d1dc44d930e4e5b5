"""The rubric beside each written answer, for the person who marks; feedback drops it again."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.run import student_numbers
from autograder.oral import Oral, concept_markdown, pool_markdown
from autograder.plugin.course import course_of

ROLE = "rubric"


class ShowRubrics(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts a cell behind each written answer: key points and wrong statements of the question that was drawn."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Add the cells to the graded notebook, which students never get."""
        about = resources["nbgrader"]
        assignment = course_of(self).assignment(about["assignment"])
        oral = assignment.oral()
        if oral is not None:
            number = student_numbers([about["student"]], about["db_url"])[about["student"]]
            cells = []
            for cell in nb.cells:
                cells.append(cell)
                if text := _rubric(oral, cell, number):
                    made = nbformat.v4.new_markdown_cell(f"<blockquote>\n\n**For marking**\n\n{text}\n\n</blockquote>")
                    made.id = f"{cell.metadata.nbgrader.grade_id}-rubric"
                    made.metadata = nbformat.from_dict({"course": {"role": ROLE}})
                    cells.append(made)
            nb.cells = cells
        return nb, resources


def drop_rubrics(nb: NotebookNode) -> None:
    """Take the cells out again."""
    nb.cells = [cell for cell in nb.cells if cell.metadata.get("course", {}).get("role") != ROLE]


def _rubric(oral: Oral, cell: NotebookNode, number: int) -> str:
    """The rubric of a written answer, or nothing."""
    marked = cell.metadata.get("nbgrader", {})
    if not (marked.get("grade") and marked.get("solution")):
        return ""
    name, points = str(marked.grade_id), float(marked.points)
    if name in oral.bank.concepts:
        return concept_markdown(oral, name, points)
    pool = name.partition("-Q-pool-")[2]
    return pool_markdown(oral, pool, points, number) if pool in oral.bank.pools else ""
