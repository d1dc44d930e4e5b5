"""Which texts of a module a person reads: titles of checks, messages and questions.

An f-string becomes a template: ``f"{name} has {count} rows"`` is ``"{name} has {count} rows"`` with named places,
as `kit.language` finds it again in a finished message.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = re.compile(r"[A-Za-z]+[,;:.]?\s+\S*[A-Za-z]{2,}")  # of a text
WORD = re.compile(r"(?:^|\s)[a-z]{2,}(?:\s|[,;:.]|$)")  # of a template, whose other words stand in its places
FIELD = re.compile(r"\{([A-Za-z_]\w*)(?:[:!][^{}]*)?\}")


@dataclass(frozen=True)
class Message:
    """A text of the line `line`; a `template` has places in braces."""

    text: str
    template: bool
    line: int


def messages_of(path: Path) -> list[Message]:
    """The texts of a module that a person may read, in order; the same text once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node) for node in _not_read(tree)}
    found = [*_titles(tree), *_questions(tree), *_texts(tree, skipped)]
    once = {one.text: one for one in sorted(found, key=lambda one: one.line, reverse=True)}
    return sorted(once.values(), key=lambda one: one.line)


def _titles(tree: ast.AST) -> Iterator[Message]:
    """First paragraphs of the docstrings of checks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_is_check(one) for one in node.decorator_list):
            title = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
            if title:
                yield Message(title, False, node.lineno)


def _questions(tree: ast.AST) -> Iterator[Message]:
    """Titles of shape questions and what the entries of their answers are: arguments 1 and 6 of `Family`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Family":
            named = [one.value for one in node.keywords if one.arg in ("title", "entries")]
            for part in (*node.args[1:2], *node.args[6:7], *named):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield Message(part.value, False, part.lineno)


def _is_check(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "check"


def _not_read(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, annotations, pieces of f-strings, and arguments that are no sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring of a constant
        for part in ("annotation", "returns"):
            if (note := getattr(node, part, None)) is not None:
                yield from ast.walk(note)
        if isinstance(node, ast.JoinedStr):
            yield from node.values
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "compile":
            yield from node.args  # regular expressions


def _texts(tree: ast.AST, skipped: set[int]) -> Iterator[Message]:
    formatted = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            text = template_of(node)
            if WORD.search(FIELD.sub("_", text)):
                yield Message(text, True, node.lineno)
                yield from _choices(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and WORDS.search(node.value):
            template = id(node) in formatted or (bool(FIELD.search(node.value)) and "\\" not in node.value)
            yield Message(FIELD.sub(r"{\1}", node.value) if template else node.value, template, node.lineno)


def _choices(node: ast.JoinedStr) -> Iterator[Message]:
    """Words between which an f-string chooses: ``{'large' if got > want else 'small'}``."""
    for value in node.values:
        for choice in ast.walk(value):
            if isinstance(choice, ast.IfExp):
                for part in (choice.body, choice.orelse):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value.strip()) > 1:
                        yield Message(part.value, False, part.lineno)


def template_of(node: ast.JoinedStr) -> str:
    """Write an f-string with a named place for each expression."""
    parts: list[str] = []
    taken: set[str] = set()
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
        elif isinstance(value, ast.FormattedValue):
            name = _name(value.value)
            unique, count = name, 2
            while unique in taken:
                unique, count = f"{name}_{count}", count + 1
            taken.add(unique)
            parts.append(f"{{{unique}}}")
    return "".join(parts)


def _name(node: ast.expr) -> str:
    """A short name for an expression: its last word; ``plural`` for an s that another language drops."""
    if any(isinstance(one, ast.Constant) and one.value == "s" for one in ast.walk(node)):
        return "plural"
    words = re.findall(r"[A-Za-z_]\w*", ast.unparse(node))
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return str(words[-1]) if words else "value"
    return str(words[0]) if words else "value"
