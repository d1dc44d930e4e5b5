"""A visitor that knows in whose scope it is."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder.parsed.local import COMPREHENSIONS, Function
from autograder.parsed.paths import Scopes


class ScopedVisitor(ast.NodeVisitor):
    """Visits code without its annotations, which compute nothing, and keeps `scopes` up to date."""

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Decorators and defaults belong to the scope around."""
        self._function(node, node.decorator_list, node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """As any function."""
        self._function(node, node.decorator_list, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """As any function."""
        self._function(node, [], [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Bases, keywords and decorators belong to the scope around."""
        for one in (*node.bases, *node.keywords, *node.decorator_list):
            self.visit(one)
        self._body(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Target and value."""
        for one in (node.target, node.value):
            if one is not None:
                self.visit(one)

    def generic_visit(self, node: ast.AST) -> None:
        """Comprehensions have a scope of their own."""
        if isinstance(node, COMPREHENSIONS):
            with self.scopes.inside(node):
                super().generic_visit(node)
        else:
            super().generic_visit(node)

    def _body(self, node: ast.ClassDef) -> None:
        with self.scopes.inside(node):
            for statement in node.body:
                self.visit(statement)

    def _function(self, node: Function, outside: Sequence[ast.AST], body: Sequence[ast.AST]) -> None:
        for one in (*outside, *node.args.defaults, *node.args.kw_defaults):
            if one is not None:
                self.visit(one)
        with self.scopes.inside(node):
            for one in body:
                self.visit(one)
