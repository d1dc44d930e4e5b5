"""Change one hidden check, as an author who corrects it would; the other checks stay as they are."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.course import Assignment


def change_a_check(assignment: Assignment, turn: int) -> str:
    """Give the assignment's middle check another body that does the same; return the function's name."""
    hidden = assignment.folder / "hidden"
    files = sorted(hidden.glob("[!_]*.py")) if hidden.is_dir() else [hidden.with_suffix(".py")]
    checks = [(path, function) for path in files for function in _checks(path)]
    path, function = checks[len(checks) // 2]
    lines = path.read_text().splitlines(keepends=True)
    first = function.body[1]  # the docstring comes before
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}_ = {turn}\n")
    path.write_text("".join(lines))
    return function.name


def _checks(path: Path) -> list[ast.FunctionDef]:
    """The functions of a module that are decorated by ``EXERCISE.check(...)``."""
    return [
        one
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef)
        and any(
            isinstance(by, ast.Call) and isinstance(by.func, ast.Attribute) and by.func.attr == "check"
            for by in one.decorator_list
        )
    ]
