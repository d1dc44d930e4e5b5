"""Full names of what an expression refers to: ``F.conv2d`` is ``torch.nn.functional.conv2d``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from autograder.parsed.local import COMPREHENSIONS, local_names
from autograder.parsed.scope import Binding, Names, dotted

MAX_DEPTH = 20
MAX_STEPS = 500_000
_Local = dict[str, list[ast.expr | str]]


class TangledError(Exception):
    """Code that takes too long to follow; nobody writes such by accident."""


class Scopes:
    """The scopes around a piece of code, innermost last, and the notebook's names around them.

    Inside a function the notebook's names are those after the last cell; outside, those of that moment.
    """

    def __init__(self, notebook: Names, before: Mapping[str, tuple[Binding, ...]] | None = None) -> None:
        self.notebook = notebook
        self.before = before or {}
        self.stack: list[tuple[ast.AST, _Local]] = []

    @contextmanager
    def inside(self, node: ast.AST) -> Iterator[None]:
        """Within the block, in the scope of a function, a class or a comprehension."""
        self.stack.append((node, local_names(node)))
        try:
            yield
        finally:
            self.stack.pop()

    def _local(self, name: str) -> list[ast.expr | str] | None:
        inner = True
        for node, names in reversed(self.stack):
            if name in names and (inner or not isinstance(node, ast.ClassDef)):
                return names[name]
            inner = inner and isinstance(node, COMPREHENSIONS)
        return None

    @property
    def _deferred(self) -> bool:
        return any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) for node, _ in self.stack)

    def bindings(self, name: str) -> tuple[Binding, ...] | None:
        """What a name of the notebook stands for here; None if the name is a local one."""
        if self._local(name) is not None:
            return None
        if not self._deferred and name in self.before:
            return self.before[name]
        return self.notebook.bound.get(name, ())

    def full(self, target: str) -> str:
        """The full name of an attribute that the notebook assigned to, if its root is imported."""
        root, _, rest = target.partition(".")
        for binding in self.notebook.bound.get(root, ()):
            if binding.path and rest:
                return f"{binding.path}.{rest}"
        return ""

    def paths(self, node: ast.AST, depth: int = 0) -> set[str]:
        """Full names of the library things that an expression may refer to; empty if it is none, or unknown."""
        self.notebook.steps += 1
        if self.notebook.steps > MAX_STEPS:
            raise TangledError("more ways to go than can be followed")
        if depth > MAX_DEPTH:
            return set()
        if isinstance(node, ast.Name):
            return self._of_name(node.id, depth)
        if isinstance(node, ast.Attribute):
            if node.attr in ("__dict__", "__wrapped__", "__call__"):
                return self.paths(node.value, depth + 1)
            return self._under(node.value, node.attr, depth)
        if isinstance(node, ast.Subscript):
            key = constant(node.slice)
            if key and dotted(node.value) == "sys.modules":
                return {key}
            base = node.value
            if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "vars" and base.args:
                return self._under(base.args[0], key, depth) if key else set()
            if key and isinstance(base, ast.Attribute) and base.attr == "__dict__":
                return self._under(base.value, key, depth)
            return set()
        if isinstance(node, ast.IfExp):
            return self.paths(node.body, depth + 1) | self.paths(node.orelse, depth + 1)
        if isinstance(node, ast.BoolOp):
            return {path for one in node.values for path in self.paths(one, depth + 1)}
        if isinstance(node, ast.NamedExpr):
            return self.paths(node.value, depth + 1)
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        return set()

    def _under(self, base: ast.expr, name: str, depth: int) -> set[str]:
        return {f"{path}.{name}" for path in self.paths(base, depth + 1)}

    def _of_call(self, node: ast.Call, depth: int) -> set[str]:
        """``getattr(F, "conv2d")``, ``import_module("torch")``, ``attrgetter("conv2d")(F)``."""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "getattr" and len(node.args) > 1:
            name = constant(node.args[1])
            return self._under(node.args[0], name, depth) if name else set()
        if called in ("import_module", "__import__") and node.args:
            name = constant(node.args[0])
            whole = called == "import_module" or bool(node.args[3:] or node.keywords)
            return {name if whole else name.partition(".")[0]} if name else set()
        if isinstance(node.func, ast.Call) and node.args and node.func.args:
            getter = node.func.func
            if (getattr(getter, "attr", "") or getattr(getter, "id", "")) == "attrgetter":
                name = constant(node.func.args[0])
                return self._under(node.args[0], name, depth) if name else set()
        return set()

    def _of_name(self, name: str, depth: int) -> set[str]:
        local = self._local(name)
        if local is not None:
            found: set[str] = set()
            for value in local:
                found |= {value} if isinstance(value, str) else self.paths(value, depth + 1)
            return found
        found = set()
        bindings = self.bindings(name) or ()
        for binding in bindings:
            if binding.path:
                found.add(binding.path)
            elif isinstance(binding.node, ast.expr):
                found |= Scopes(self.notebook, binding.before).paths(binding.node, depth + 1)
        if not bindings:
            found |= {f"{star}.{name}" for star in self.notebook.stars}
        return found


def constant(node: ast.AST) -> str:
    """The text of a constant expression: ``"conv2d"``, ``"conv" + "2d"``, ``f"conv{2}d"``; empty otherwise."""
    value = _value(node)
    return value if isinstance(value, str) else ""


def _value(node: ast.AST) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left), _value(node.right)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [_value(one.value if isinstance(one, ast.FormattedValue) else one) for one in node.values]
        return None if None in parts else "".join(str(part) for part in parts)
    return None
