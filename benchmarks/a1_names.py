"""What notebook A1 defines, for benchmarks: its own code and settings, from its text."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import jupytext

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "assignments" / "A1"
Names = dict[str, Any]

TAKEN = {  # of demonstration cells only what binds these
    *("digit_pixels", "digit_labels", "test_pixels", "test_labels", "n_val", "hog_known", "hog_train", "hog_splits"),
    *("flat_train", "flat_splits", "small_train", "remedies", "six_layers", "xavier", "he"),
}


def definitions() -> Names:
    """Run the notebook's given cells and reference answers, and the chosen demonstrations; return the names.

    Bare calls such as ``load()``, which only a notebook can answer, are left out.
    """
    found: Names = {"__name__": "__main__"}
    for cell in jupytext.read(FOLDER / "A1.py", fmt="py:percent").cells:
        role = cell.metadata.get("role") if cell.cell_type == "code" else None
        kept = [
            statement
            for statement in (ast.parse(cell.source).body if role in ("given", "answer", "use") else [])
            if (bound(statement) & TAKEN if role == "use" else not isinstance(statement, ast.Expr))
        ]
        exec(compile(ast.Module(kept, []), "<cell>", "exec"), found)
    if missing := TAKEN - found.keys():
        raise SystemExit(f"the notebook no longer defines {', '.join(sorted(missing))}")
    return found


def bound(statement: ast.stmt) -> set[str]:
    """Names that a top-level assignment or definition binds."""
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
