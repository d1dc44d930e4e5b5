"""Which cells of a repaired notebook the student's process runs: all of them, or what some checks need."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

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
        used = frozenset[str]().union(*(_names(cell.source)[1] for cell in cells if cell.id in wanted))
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


@lru_cache(maxsize=4096)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names that a cell of code binds for others, and names that it may look up from others."""
    text = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree, table = ast.parse(text), symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(), frozenset()  # it will not run; or not by our means: then its status differs
    bound = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    referred = {one.get_name() for one in table.get_symbols() if one.is_referenced()}
    used: set[str] = set()  # what functions look up when they are called, whoever binds it last
    scopes = table.get_children()
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        names = [one for one in scope.get_symbols() if one.is_global()]
        used.update(one.get_name() for one in names if one.is_referenced())
        bound.update(one.get_name() for one in names if one.is_assigned())
    known: set[str] = set()
    for statement in tree.body:
        names_in = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        if isinstance(statement, ast.AugAssign):  # looks up what it binds
            used.update({node.id for node in names_in} - known)
        else:
            used.update({node.id for node in names_in if isinstance(node.ctx, ast.Load)} & referred - known)
            known.update(_bound_by(statement))
    return frozenset(bound), frozenset(used)


def _bound_by(statement: ast.stmt) -> set[str]:
    """Names that a statement certainly binds."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Assign):
        nodes = [node for target in statement.targets for node in ast.walk(target)]
        return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return set()
