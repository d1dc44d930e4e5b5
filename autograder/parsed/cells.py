"""Cells as syntax trees."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

# Magics that run what they are given as Python.
_RUNS = frozenset(["time", "timeit", "prun", "capture"])


def parse(source: str) -> list[ast.stmt]:
    """The statements of a cell; none if it is not Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "invalid escape sequence" is the student's matter
        try:
            return ast.parse(TransformerManager().transform_cell(source)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []


def parse_all(sources: Sequence[str]) -> list[tuple[int, ast.stmt]]:
    """Statements of all cells with the number of their cell."""
    return [(cell, statement) for cell, source in enumerate(sources) for statement in unfold(_parsed(source))]


_parsed = lru_cache(maxsize=512)(parse)  # given cells are the same for a whole class


def unfold(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, with constant text that they execute in their place: ``exec("...")``, ``%%time``."""
    for statement in statements:
        inner = executed(statement.value) if isinstance(statement, ast.Expr) else []
        if inner:
            yield from unfold(inner)
        else:
            yield statement


def executed(call: ast.AST) -> list[ast.stmt]:
    """The statements in a constant string that a call executes."""
    if not isinstance(call, ast.Call) or not call.args:
        return []
    function, text = call.func, call.args[0]
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name in ("run_line_magic", "run_cell_magic"):
        if not (isinstance(text, ast.Constant) and text.value in _RUNS):
            return []
        text = call.args[-1]
    elif name not in ("exec", "eval", "run_cell", "ex"):
        return []
    if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
        return []
    inner = parse(text.value)
    for node in (node for statement in inner for node in ast.walk(statement)):
        if hasattr(node, "lineno"):
            node.lineno = call.lineno
    return inner


def line_of(source: str, line: int) -> str:
    """One line of a cell, counted from 1, shortened."""
    lines = source.splitlines()
    return lines[line - 1].strip()[:120] if 0 < line <= len(lines) else ""
