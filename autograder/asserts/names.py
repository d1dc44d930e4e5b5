"""Which names a statement reads and binds, and which the rest of the notebook provides."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager

from autograder.authoring.text import TextCell


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one statement: read when it runs, read by functions that it defines, and bound."""

    reads: frozenset[str]
    inner: frozenset[str]
    binds: frozenset[str]


def names_of(node: ast.stmt) -> Names:
    """The global names of a top-level statement, by the compiler's own scoping."""
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    reads = {one.get_name() for one in table.get_symbols() if one.is_referenced()}
    binds = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        reads.add(node.target.id)
    inner: set[str] = set()
    scopes = table.get_children()
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        inner |= {one.get_name() for one in scope.get_symbols() if one.is_global() and one.is_referenced()}
    return Names(frozenset(reads), frozenset(inner), frozenset(binds))


@dataclass
class Surroundings:
    """What the notebook's other cells offer to a cell of asserts.

    ``imports`` are import statements of locked cells, by the name they bind: T runs these itself. ``defined`` are
    all other names: they are the student's, whatever cell binds them. ``anything`` is set by an ``import *``, after
    which no name can be called unknown.
    """

    imports: dict[str, ast.stmt] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    anything: bool = False


def surroundings(cells: Iterable[TextCell]) -> Surroundings:
    """Look through the code cells of a notebook's text."""
    found = Surroundings()
    written: set[str] = set()
    for cell in cells:
        if cell.kind != "code" or cell.role == "grade":
            continue
        for node in statements(cell.source):
            binds = names_of(node).binds
            star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
            found.anything |= star
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                written |= binds
            elif cell.role == "given" and not star:
                found.imports |= {name: _only(node, name) for name in binds}
            found.defined |= binds
    found.imports = {name: node for name, node in found.imports.items() if name not in written}
    return found


def statements(source: str) -> list[ast.stmt]:
    """The top-level statements of a code cell, magics included; none if it is no Python."""
    try:
        return ast.parse(TransformerManager().transform_cell(source)).body
    except SyntaxError:
        return []


def _only(node: ast.Import | ast.ImportFrom, name: str) -> ast.stmt:
    """The import statement reduced to what binds `name`."""
    kept = [one for one in node.names if (one.asname or one.name.partition(".")[0]) == name]
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(kept), node)
    return ast.copy_location(ast.ImportFrom(node.module, kept, node.level), node)
