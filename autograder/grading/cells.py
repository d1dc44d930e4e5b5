"""Which cells of a repaired notebook the student's process runs: all of them, or what some checks need."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.engine.job import JobCell

NEVER = ("grade", "check")
OURS = ("given", "use", "train")


@dataclass(frozen=True)
class _Cell:
    """A code cell: ``id`` names it in records."""

    id: str
    source: str
    role: str


def student_cells(notebook: NotebookNode) -> tuple[JobCell, ...]:
    """Every cell that a whole run executes, in order."""
    return tuple(JobCell(cell.id, cell.source, cell.role not in OURS) for cell in _cells(notebook))


def cells_for(notebook: NotebookNode, exercises: Collection[str]) -> set[str]:
    """Ids of the cells that checks of these exercises depend on.

    Left out are figures and other exercises' trainings, cells of the course's own that answers do not depend on;
    not left out is one that binds a name which a cell that runs may look up.
    """
    cells = list(_cells(notebook))
    wanted = {cell.id for cell in cells if _always(cell, exercises)}
    while True:
        used = set().union(*(_names(cell.source)[1] for cell in cells if cell.id in wanted))
        more = {cell.id for cell in cells if cell.id not in wanted and _names(cell.source)[0] & used}
        if not more:
            return wanted
        wanted |= more


def _cells(notebook: NotebookNode) -> Iterator[_Cell]:
    for index, cell in enumerate(notebook.cells):
        role = str(cell.metadata.get("course", {}).get("role", ""))
        if cell.cell_type == "code" and cell.source.strip() and role not in NEVER:
            marked = cell.metadata.get("nbgrader", {})
            yield _Cell(str(marked.get("grade_id") or f"cell {index}"), cell.source, role)


def _always(cell: _Cell, exercises: Collection[str]) -> bool:
    if cell.role == "train":
        return cell.id.rpartition("-train")[0] in exercises
    return cell.role != "use"


def _names(source: str) -> tuple[set[str], set[str]]:
    """Names that a cell of code binds, and names that it looks up; functions and classes included."""
    lines = source.splitlines()
    text = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()  # it will not run; or not by our means: then its status differs and everything runs
    bound: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return bound, used
