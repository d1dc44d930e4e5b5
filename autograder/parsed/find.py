"""Which forbidden functions an answer refers to, in itself or in what it uses."""

# ruff: noqa: N802 - ast.NodeVisitor fixes the names

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.parsed.cells import executed, line_of
from autograder.parsed.meaning import Forbidden
from autograder.parsed.notebook import Notebook
from autograder.parsed.paths import Scopes, TangledError
from autograder.parsed.scope import Binding, Names
from autograder.parsed.visitor import ScopedVisitor

MAX_VISITS = 5000


@dataclass(frozen=True)
class Use:
    """A place where something forbidden is referred to: number of the cell and line in it, both from 0 and 1."""

    cell: int
    line: int
    what: str
    text: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


def forbidden_uses(notebook: Notebook, names: Iterable[str], forbidden: Sequence[str]) -> dict[str, list[Use]]:
    """Find what code reachable from each of `names` refers to; names without a finding are left out.

    Parameters
    ----------
    notebook
        The submission's code cells.
    names
        Functions and classes that the exercise asks for.
    forbidden
        ``Exercise.forbidden``.
    """
    wanted = list(names)
    if not forbidden or not wanted:
        return {}
    meant = Forbidden(tuple(forbidden))
    found: dict[str, list[Use]] = {}
    with contextlib.suppress(TangledError, RecursionError):  # `suspicious` says so
        bound = notebook.names
        for name in wanted:
            found[name] = _Search(bound, meant, notebook.sources).run(bound.bound.get(name, ()), name)
    return {name: uses for name, uses in found.items() if uses}


def earlier_uses(notebook: Notebook, names: Iterable[str], forbidden: Sequence[str]) -> list[Use]:
    """The same for definitions of `names` that a later one replaced: a draft, or a trick."""
    if not forbidden:
        return []
    bound, meant = notebook.names, Forbidden(tuple(forbidden))
    searches = [_Search(bound, meant, notebook.sources).run(bound.earlier.get(name, ()), "") for name in names]
    return [use for uses in searches for use in uses]


def message(uses: Sequence[Use]) -> str:
    """What the student reads."""
    what = ", ".join(dict.fromkeys(use.what for use in uses))
    return f"{what} is what you are asked to write ({uses[0]})"


class _Search(ScopedVisitor):
    """Visits what can be reached from a binding, each thing once."""

    def __init__(self, notebook: Names, meant: Forbidden, sources: Sequence[str]) -> None:
        super().__init__(Scopes(notebook))
        self.notebook, self.meant, self.sources = notebook, meant, sources
        self.uses: dict[tuple[int, int], Use] = {}
        self.queue: list[Binding] = []
        self.seen: set[int] = set()
        self.cell = 0

    def run(self, bindings: Iterable[Binding], name: str) -> list[Use]:
        self._enqueue(bindings)
        if name:
            self._enqueue_attached(name)
        while self.queue and len(self.seen) < MAX_VISITS:
            binding = self.queue.pop()
            self.cell, self.scopes = binding.cell, Scopes(self.notebook, binding.before)
            if binding.node is not None:
                self.visit(binding.node)
        return [self.uses[place] for place in sorted(self.uses)]

    def _enqueue(self, bindings: Iterable[Binding]) -> None:
        for binding in bindings:
            if id(binding) not in self.seen:
                self.seen.add(id(binding))
                self.queue.append(binding)

    def _enqueue_attached(self, name: str) -> None:
        for target, bindings in self.notebook.attached.items():
            if target == name or target.startswith(f"{name}."):
                self._enqueue(bindings)

    def _record(self, node: ast.AST, what: str) -> None:
        line = getattr(node, "lineno", 0)
        self.uses.setdefault((self.cell, line), Use(self.cell, line, what, line_of(self.sources[self.cell], line)))

    def _refer(self, node: ast.expr) -> bool:
        """Record what `node` refers to; whether it is known what that is."""
        paths = self.scopes.paths(node)
        for path in paths:
            what = self.meant.by(path)
            if what:
                self._record(node, what)
            for target, bindings in self.notebook.attached.items():  # torch.nn.functional.unfold = F.conv2d
                if self.scopes.full(target) == path:
                    self._enqueue(bindings)
        return bool(paths)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._refer(node)
            found = self.scopes.bindings(node.id)
            if found is not None:
                self._enqueue(found)
                self._enqueue_attached(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._refer(node)
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._refer(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self._refer(node)
        function = node.func
        if isinstance(function, ast.Name) and function.id in ("isinstance", "issubclass") and node.args:
            self.visit(node.args[0])  # asking for a class is not using it
            return
        if isinstance(function, ast.Attribute) and not self.scopes.paths(function):
            what = self.meant.method(function.attr)
            if what and function.attr not in self.notebook.own:
                self._record(node, what)
        for statement in executed(node):
            self.visit(statement)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for one in (node.left, *node.comparators):
            if not self.scopes.paths(one):
                self.visit(one)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for pattern in (*node.patterns, *node.kwd_patterns):
            self.visit(pattern)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class that has a ``forward`` of its own may extend a library's layer, but not call the layer's."""
        own = any(isinstance(one, ast.FunctionDef) and one.name == "forward" for one in node.body)
        borrowed = [one for one in ast.walk(node) if _is_super(one)]
        for base in node.bases:
            if not own or borrowed or not self.scopes.paths(base):
                self.visit(base)
        for one in (*node.keywords, *node.decorator_list):
            self.visit(one)
        self._body(node)


def _is_super(node: ast.AST) -> bool:
    """``super().forward`` or another method of a base class, its constructor aside."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr != "__init__"
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
    )
