"""What a notebook defines, for benchmarks: its own code and settings, from its text."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path
from typing import Any

import jupytext

ASSIGNMENTS = Path(__file__).resolve().parents[1] / "assignments"
Names = dict[str, Any]


def definitions(notebook: str, taken: Collection[str]) -> Names:
    """Run the given cells and reference answers of a notebook; return the names.

    Bare calls such as ``load()``, which only a notebook can answer, are left out.

    Parameters
    ----------
    notebook
        Its id.
    taken
        Names that demonstrations bind; of these cells only such statements are run.
    """
    found: Names = {"__name__": "__main__"}
    for role, source in code(notebook, "given", "answer", "use"):
        kept = [
            statement
            for statement in ast.parse(source).body
            if (bound(statement) & set(taken) if role == "use" else not isinstance(statement, ast.Expr))
        ]
        exec(compile(ast.Module(kept, []), "<cell>", "exec"), found)
    if missing := taken - found.keys():
        raise SystemExit(f"the notebook no longer defines {', '.join(sorted(missing))}")
    return found


def code(notebook: str, *roles: str) -> list[tuple[str, str]]:
    """Role and source of the code cells with these roles, in order."""
    cells = jupytext.read(ASSIGNMENTS / notebook / f"{notebook}.py", fmt="py:percent").cells
    found = ((cell.metadata.get("role"), cell.source) for cell in cells if cell.cell_type == "code")
    return [(role, source) for role, source in found if role in roles]


def demonstration(notebook: str, words: str) -> Any:
    """The one demonstration cell that contains `words`, compiled."""
    (source,) = (source for _, source in code(notebook, "use") if words in source)
    return compile(source, f"<{words}>", "exec")


def bound(statement: ast.stmt) -> set[str]:
    """Names that a top-level definition or assignment binds, or the body of a loop."""
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    if isinstance(statement, ast.For):
        return set().union(*map(bound, statement.body))
    nodes = ast.walk(statement) if isinstance(statement, ast.Assign | ast.AugAssign) else ()
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
