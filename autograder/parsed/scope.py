"""What the names of a notebook are bound to."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.parsed.cells import unfold
from autograder.parsed.local import DEFINITIONS, imports

_MUTATORS = frozenset(["append", "extend", "insert", "update", "setdefault", "add", "register"])


@dataclass(frozen=True, eq=False)
class Binding:
    """One thing that a name of the notebook may stand for.

    ``path`` is the full name of something imported; ``node`` is the definition or the value. ``before`` says
    what the names in it stood for when the value was made: ``f = F.conv2d; g = f; f = None``.
    """

    cell: int
    node: ast.AST | None = None
    path: str = ""
    before: dict[str, tuple[Binding, ...]] = field(default_factory=dict, repr=False)


@dataclass
class Names:
    """The names of a notebook after its last cell.

    Attributes
    ----------
    bound
        What each name may stand for.
    earlier
        What it stood for before it was bound again.
    attached
        What was put on a name later: ``Net.forward = ...``, ``table["f"] = ...``, ``table.append(...)``.
    stars
        Modules from which everything was imported.
    own
        Methods and attributes that the notebook's own classes have.
    steps
        Looks taken at it so far.
    """

    bound: dict[str, tuple[Binding, ...]] = field(default_factory=dict)
    earlier: dict[str, list[Binding]] = field(default_factory=dict)
    attached: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    steps: int = 0


def names_of(cells: Iterable[tuple[int, ast.stmt]]) -> Names:
    """Bind the names of a notebook, statement by statement."""
    names = Names()
    for cell, statement in cells:
        _Reader(names, cell).read([statement], certain=True)
    return names


class _Reader:
    """Reads the statements of one cell outside of functions."""

    def __init__(self, names: Names, cell: int) -> None:
        self.names, self.cell = names, cell

    def read(self, statements: Iterable[ast.stmt], certain: bool) -> None:
        for statement in unfold(list(statements)):
            self._read(statement, certain)

    def _read(self, node: ast.stmt, certain: bool) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name, path in imports(node):
                if name == "*":
                    self.names.stars.append(path.removesuffix(".*"))
                else:
                    self._bind(name, Binding(self.cell, path=path), certain)
        elif isinstance(node, DEFINITIONS):
            self._bind(node.name, Binding(self.cell, node, before=self._before(node)), certain)
            self._look_inside(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if node.value is not None:
                    self._assign(target, node.value, certain and not isinstance(node, ast.AugAssign))
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._assign(node.target, node.iter, False)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars is not None:
                    self._assign(item.optional_vars, item.context_expr, certain)
        elif isinstance(node, ast.Expr):
            self._call(node.value)
        self._walrus(node)
        maybe = not isinstance(node, (ast.With, ast.AsyncWith))
        if not isinstance(node, DEFINITIONS):
            for part in ("body", "orelse", "finalbody"):
                self.read(getattr(node, part, []), certain and not maybe)
            for handler in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
                self.read(handler.body, False)

    def _before(self, node: ast.AST) -> dict[str, tuple[Binding, ...]]:
        """What the names in `node` stand for now."""
        used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        return {name: self.names.bound[name] for name in used if name in self.names.bound}

    def _bind(self, name: str, binding: Binding, certain: bool) -> None:
        before = self.names.bound.get(name, ())
        self.names.earlier.setdefault(name, []).extend(before if certain else ())
        self.names.bound[name] = (binding,) if certain else (*before, binding)

    def _assign(self, target: ast.expr, value: ast.expr, certain: bool) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            paired = len(values) == len(target.elts) and not any(isinstance(one, ast.Starred) for one in target.elts)
            for index, one in enumerate(target.elts):
                self._assign(one, values[index] if paired else value, certain)
            return
        if isinstance(target, ast.Starred):
            target = target.value
        binding = Binding(self.cell, value, before=self._before(value))
        if isinstance(target, ast.Name):
            self._bind(target.id, binding, certain)
        elif isinstance(target, ast.Subscript) and _is_namespace(target.value):
            key = target.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self._bind(key.value, binding, certain)
        else:
            self._attach(target, binding)

    def _attach(self, target: ast.expr, binding: Binding) -> None:
        name = dotted(target)
        if name:
            self.names.attached.setdefault(name, []).append(binding)

    def _call(self, call: ast.expr) -> None:
        """A call that stands alone and puts something somewhere."""
        if not isinstance(call, ast.Call):
            return
        made = Binding(self.cell, call, before=self._before(call))
        if isinstance(call.func, ast.Name) and call.func.id == "setattr" and len(call.args) == 3:
            name = call.args[1].value if isinstance(call.args[1], ast.Constant) else ""
            value = Binding(self.cell, call.args[2], before=self._before(call))
            self._attach(ast.Attribute(call.args[0], str(name), ast.Store()), value)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in _MUTATORS:
            if _is_namespace(call.func.value):
                for keyword in call.keywords:
                    if keyword.arg:
                        self._bind(keyword.arg, Binding(self.cell, keyword.value, before=made.before), True)
            else:
                self._attach(call.func.value, made)

    def _walrus(self, node: ast.stmt) -> None:
        if isinstance(node, DEFINITIONS):
            return
        for one in ast.walk(node):
            if isinstance(one, ast.NamedExpr):
                self._assign(one.target, one.value, False)

    def _look_inside(self, node: ast.AST) -> None:
        """What functions do to names of the notebook, and what classes have."""
        for one in ast.walk(node):
            if isinstance(one, ast.ClassDef):
                self.names.own |= _members(one)
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                shared = {name for part in ast.walk(one) if isinstance(part, ast.Global) for name in part.names}
                for part in ast.walk(one) if shared else ():
                    if isinstance(part, ast.Assign):
                        for target in part.targets:
                            if isinstance(target, ast.Name) and target.id in shared:
                                self._bind(target.id, Binding(self.cell, part.value), False)


def dotted(node: ast.expr) -> str:
    """``"Net.forward"`` of an attribute, ``"table"`` of ``table["f"]``; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return base and f"{base}.{node.attr}"
    return ""


def _is_namespace(node: ast.expr) -> bool:
    """``globals()``, and ``locals()`` and ``vars()`` outside of functions."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("globals", "locals", "vars")
        and not node.args
    )


def _members(node: ast.ClassDef) -> set[str]:
    found = {one.name for one in node.body if isinstance(one, DEFINITIONS)}
    for one in ast.walk(node):
        if isinstance(one, (ast.Attribute, ast.Name)) and isinstance(one.ctx, ast.Store):
            found.add(one.attr if isinstance(one, ast.Attribute) else one.id)
    return found
