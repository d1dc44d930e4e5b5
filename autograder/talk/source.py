"""The submission's text: statements and what they bind, functions, excerpts with line numbers. Nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

from autograder.engine.job import JobCell
from autograder.report.tables import plain

LONGEST_EXCERPT, AROUND, LONGEST_LINE, LONGEST_CELL = 40, 8, 300, 50_000
Statements = dict[int, tuple[int, list[str], bool]]
_NESTED = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Function:
    """A function of a cell: its name with that of its class, first and last line, lines of its docstring."""

    name: str
    first: int
    last: int
    docstring: range


@dataclass(frozen=True)
class Cell:
    """A cell that the student wrote.

    ``statements``: by line, first line of the statement, the names it binds, whether it is the head of a ``for`` loop.
    """

    id: str
    lines: tuple[str, ...]
    statements: Statements
    functions: tuple[Function, ...]

    @property
    def sent(self) -> tuple[str, Statements]:
        """What the tracer needs to know of it."""
        return "\n".join(self.lines).rstrip(), self.statements

    def function_at(self, line: int) -> Function | None:
        """The innermost function that holds a line."""
        around = [one for one in self.functions if one.first <= line <= one.last]
        return max(around, key=lambda one: one.first, default=None)

    def code(self, function: Function) -> list[str]:
        """A function's lines without its docstring."""
        numbers = range(function.first, function.last + 1)
        return [self.lines[one - 1] for one in numbers if one not in function.docstring]

    def excerpt(self, function: Function, marked: Iterable[int]) -> list[tuple[int, str]]:
        """Numbers and texts of a function's lines, without its docstring; 0 stands for lines left out."""
        marked = sorted(marked)
        numbers = [one for one in range(function.first, function.last + 1) if one not in function.docstring]
        if len(numbers) > LONGEST_EXCERPT:
            near = {function.first, *(line for one in marked for line in range(one - AROUND, one + AROUND + 1))}
            numbers = [one for one in numbers if one in near][: 2 * LONGEST_EXCERPT]
        shown: list[tuple[int, str]] = []
        for number in numbers:
            if shown and number != shown[-1][0] + 1:
                shown.append((0, "..."))
            shown.append((number, cut_line(self.lines[number - 1])))
        return shown


def cut_line(line: str) -> str:
    """A line as it is printed: plain, and cut where it is very long."""
    text = plain(line.expandtabs(4))
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 3] + "..."


def read_cells(cells: Iterable[JobCell]) -> list[Cell]:
    """The student's own cells that define functions; magics are read as the shell reads them."""
    found = [read_cell(cell.id, cell.source) for cell in cells if cell.own]
    return [cell for cell in found if cell is not None and cell.functions]


def read_cell(name: str, source: str) -> Cell | None:
    """A cell of code; none where it does not parse, or is longer than anybody would read."""
    if len(source) > LONGEST_CELL:
        return None
    try:
        text = TransformerManager().transform_cell(source)
        tree = ast.parse(text)
        statements = dict(_statements(tree))
        functions = tuple(_functions(tree.body, ""))
    except (SyntaxError, ValueError, RuntimeError, MemoryError):
        return None
    return Cell(name, tuple(text.splitlines()), statements, functions)


def _statements(tree: ast.Module) -> Iterator[tuple[int, tuple[int, list[str], bool]]]:
    """Lines of statements, inner ones after those around them; of a compound one its head."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno or node.lineno
            bound = list(dict.fromkeys(_bound(node)))
            for line in range(node.lineno, max(last, node.lineno) + 1):
                yield line, (node.lineno, bound, isinstance(node, (ast.For, ast.AsyncFor)))


def _bound(node: ast.AST) -> Iterator[str]:
    """Names that a statement itself binds, without those of the statements in it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, (*_NESTED, *_DEFINES)):
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from _bound(child)


def _functions(body: Iterable[ast.AST], prefix: str) -> Iterator[Function]:
    for node in body:
        name = f"{prefix}{getattr(node, 'name', '')}"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            documented = text and isinstance(first.value.value, str) and len(node.body) > 1  # type: ignore[attr-defined]
            docstring = range(first.lineno, (first.end_lineno or 0) + 1) if documented else range(0)
            yield Function(name, node.lineno, node.end_lineno or node.lineno, docstring)
        inner = f"{name}." if isinstance(node, _DEFINES) else prefix
        if isinstance(node, ast.stmt):
            yield from _functions(ast.iter_child_nodes(node), inner)


WHERE = re.compile(r"line (\d+) of (\w+)")


def place_named(message: str) -> tuple[int, str] | None:
    """Line and function that a verdict's message names."""
    match = WHERE.search(message)
    return None if match is None else (int(match[1]), match[2])
