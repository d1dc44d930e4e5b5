"""Fill in a released notebook as a student would."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Mapping

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.oral import answer_name
from autograder.prove.bank import Entry

MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.M)


def fill_in(
    assignment: Assignment,
    release: NotebookNode,
    source: NotebookNode,
    number: int,
    exercises: Collection[str] | None = None,
    entries: Mapping[str, Entry] | None = None,
    code: Mapping[str, str] | None = None,
    name: str = "Ada Lovelace",
) -> NotebookNode:
    """Return the released notebook with answers.

    Parameters
    ----------
    number
        The number typed in, for which the shape questions are answered.
    exercises
        Those that are solved (default: all).
    entries
        Known solutions that come after the reference answer of their exercise.
    code
        Source of single answer cells, by grade id.
    """
    entries, code = entries or {}, code or {}
    solved = {cell.metadata.nbgrader.grade_id: cell.source for cell in source.cells if "nbgrader" in cell.metadata}
    last = {exercise: max(one for one in _answers(solved, exercise)) for exercise in entries}
    oral = assignment.oral()
    out = copy.deepcopy(release)
    for cell in out.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        role = cell.metadata.get("course", {}).get("role")
        exercise = grade_id.partition("-answer")[0]
        if grade_id in code:
            cell.source = code[grade_id]
        elif role == "answer" and (exercises is None or exercise in exercises):
            cell.source = MARKER.sub("", solved[grade_id])
            if exercise in entries and grade_id == last[exercise]:
                cell.source += f"\n\n{without_docstring(entries[exercise].source)}"
        elif role == "shape" and oral is not None and (exercises is None or exercise in exercises):
            cell.source = f"{answer_name(exercise)} = {oral.solve(number, exercise)!r}"
        elif grade_id == f"{assignment.id}-student":
            cell.source = f'student_number = {number}\nstudent_name = "{name}"'
        elif role == "manual" and exercises is None:
            cell.source = "The start decides in which basin the walk ends; see the table above."
    return out


def _answers(solved: Mapping[str, str], exercise: str) -> list[str]:
    return [grade_id for grade_id in solved if grade_id.partition("-answer")[0] == exercise and grade_id != exercise]


def without_docstring(source: str) -> str:
    """A bank entry without the docstring that names its mistake."""
    first = ast.parse(source).body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return "\n".join(source.splitlines()[first.end_lineno or 0 :]).strip()
    return source.strip()
