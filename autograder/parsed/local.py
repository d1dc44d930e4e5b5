"""What the names of a function are bound to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from autograder.parsed.cells import executed

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Names that an import binds, with the full names of what they stand for; a star stays a star."""
    for one in node.names:
        if isinstance(node, ast.ImportFrom):
            yield one.asname or one.name, f"{node.module or ''}.{one.name}"
        elif one.asname:
            yield one.asname, one.name
        else:
            root = one.name.partition(".")[0]
            yield root, root


def local_names(function: ast.AST) -> dict[str, list[ast.expr | str]]:
    """What a function's own names may stand for: values, full names of imports; nothing known for parameters."""
    found: dict[str, list[ast.expr | str]] = {}
    arguments = getattr(function, "args", None)
    if isinstance(arguments, ast.arguments):
        positional = [*arguments.posonlyargs, *arguments.args]
        for argument in (*positional, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if argument is not None:
                found[argument.arg] = []
        for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
            found[argument.arg].append(default)
        for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if value is not None:
                found[argument.arg].append(value)
    body = function.generators if isinstance(function, COMPREHENSIONS) else getattr(function, "body", [])
    shared: set[str] = set()
    for node in _inside(body if isinstance(body, list) else [body]):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            shared |= set(node.names)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for name, path in imports(node):
                found.setdefault(name, []).append(path)
        elif isinstance(node, DEFINITIONS):
            found.setdefault(node.name, [])
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, [])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.setdefault(node.name, [])
    return {name: values for name, values in found.items() if name not in shared}


def _inside(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes that share a scope with these."""
    for node in nodes:
        yield node
        if not isinstance(node, (*DEFINITIONS, ast.Lambda, *COMPREHENSIONS)):
            inner = executed(node)
            yield from _inside([*ast.iter_child_nodes(node), *inner])
