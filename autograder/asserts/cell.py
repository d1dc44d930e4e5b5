"""Take a cell of asserts apart: statements in groups, each with one that judges."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass

from autograder.asserts.names import Names, Surroundings, names_of
from autograder.errors import CourseError

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"  # nbgrader's marks
BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Statement:
    """One top-level statement.

    Attributes
    ----------
    text
        Its first line; empty when it is hidden.
    judges
        Whether an assert in it, or in a function of the cell that it calls, can fail.
    asks
        Names that come from the student.
    needs, binds
        The cell's own names that it takes from earlier statements, and those that it makes.
    touched
        Whether the student's code or something computed with it takes part.
    """

    line: int
    text: str
    judges: bool
    asks: frozenset[str]
    needs: frozenset[str]
    binds: frozenset[str]
    touched: bool


@dataclass(frozen=True)
class Cell:
    """A cell of asserts, as plain data, so that a digest of it says whether it changed.

    ``prelude`` are the imports of locked cells that it uses; ``groups`` are ranges of statements with one that
    judges; ``hidden`` are numbers of lines.
    """

    file: str
    source: str
    prelude: tuple[str, ...]
    statements: tuple[Statement, ...]
    groups: tuple[range, ...]
    hidden: frozenset[int]

    def judge(self, group: range) -> Statement:
        """The statement of a group that judges."""
        return next(self.statements[index] for index in group if self.statements[index].judges)


def take_apart(name: str, source: str, around: Surroundings) -> Cell:
    """Read the cell `name`. Raises `CourseError` when it could not be run or judges nothing."""
    hidden, visible = hidden_lines(name, source)
    try:
        nodes = ast.parse(source).body
        ast.parse(visible)
    except SyntaxError as error:
        raise CourseError(f"the graded cell of {name} is no Python: line {error.lineno}: {error.msg}") from error
    file, lines = f"<graded cell of {name}>", source.splitlines()
    reader = _Reader(name, around, nodes)
    statements = []
    for index, node in enumerate(nodes):
        asks, needs, binds, touched = reader.read(index)
        shown = "" if hidden & set(range(node.lineno, (node.end_lineno or 0) + 1)) else lines[node.lineno - 1].strip()
        statements.append(Statement(node.lineno, shown, reader.judges(node), asks, needs, binds, touched))
    ends = [index + 1 for index, one in enumerate(statements) if one.judges]
    if not ends:
        raise CourseError(f"the graded cell of {name} holds no assert")
    starts, ends = [0, *ends[:-1]], [*ends[:-1], len(statements)]
    groups = tuple(range(start, end) for start, end in zip(starts, ends, strict=True))
    prelude = tuple(ast.unparse(node) for node in reader.imported.values())
    return Cell(file, source, prelude, tuple(statements), groups, hidden)


def hidden_lines(name: str, source: str) -> tuple[frozenset[int], str]:
    """Numbers of the lines between nbgrader's marks, and the source without them."""
    hidden: set[int] = set()
    inside = False
    for number, line in enumerate(source.splitlines(), 1):
        if BEGIN in line or END in line:
            if inside is (BEGIN in line):
                raise CourseError(f"the graded cell of {name} has unpaired marks of hidden tests, line {number}")
            inside = not inside
            hidden.add(number)
        elif inside:
            hidden.add(number)
    if inside:
        raise CourseError(f"the graded cell of {name} has no {END!r}")
    kept = [line for number, line in enumerate(source.splitlines(), 1) if number not in hidden]
    return frozenset(hidden), "\n".join(kept)


class _Reader:
    """Says of each statement, in order, where its names come from."""

    def __init__(self, name: str, around: Surroundings, nodes: list[ast.stmt]) -> None:
        self.name, self.around, self.nodes = name, around, nodes
        self.names = [names_of(node) for node in nodes]
        self.imported: dict[str, ast.stmt] = {}
        self._judging = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and self._asserts(node)}
        self._own: set[str] = set()
        self._touched: set[str] = set()
        self._modules: set[str] = set()

    def judges(self, node: ast.stmt) -> bool:
        """Whether running `node` is a test."""
        quiet = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
        return not isinstance(node, quiet) and self._asserts(node)

    def _asserts(self, node: ast.stmt) -> bool:
        for one in ast.walk(node):
            if isinstance(one, (ast.Assert, ast.Raise)):
                return True
            if isinstance(one, ast.Call):
                called = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
                if called.startswith("assert") or called in getattr(self, "_judging", ()):
                    return True
        return False

    def read(self, index: int) -> tuple[frozenset[str], frozenset[str], frozenset[str], bool]:
        """Names asked of the student, own names needed, names bound, and whether the student takes part."""
        node, names = self.nodes[index], self.names[index]
        outside = {name for name in names.reads | names.inner if not self._is_own(name, index)}
        asks = {name for name in outside if self._is_students(name, node)}
        needs = (names.reads | names.inner) & self._own
        touched = bool(asks or needs & self._touched)
        self._own |= names.binds
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._modules |= names.binds
        if touched:
            self._touched |= (names.binds | needs) - self._modules
        return frozenset(asks), frozenset(needs), names.binds, touched

    def _is_own(self, name: str, index: int) -> bool:
        names: Names = self.names[index]
        if name in self._own:
            return True
        if name in names.binds and not isinstance(self.nodes[index], (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            return True
        later = frozenset[str]().union(*(one.binds for one in self.names[index:]))
        return name in names.inner - names.reads and name in later

    def _is_students(self, name: str, node: ast.stmt) -> bool:
        if name in self.around.imports:
            self.imported[name] = self.around.imports[name]
            return False
        if name in self.around.defined:
            return True
        if name in BUILTINS:
            return False
        if self.around.anything:
            return True
        raise CourseError(f"the graded cell of {self.name} uses {name}, which no cell defines (line {node.lineno})")
