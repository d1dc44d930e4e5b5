"""What the text of a cell says: the names it defines, whether it is Python, its top-level statements."""

from __future__ import annotations

import ast
import functools
import html
import re
import warnings
from dataclasses import dataclass

# An answer is a page at most; what is longer is recognised by its id or banner alone.
LONGEST = 32 * 2**10
_DEFINES = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.M)
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.M)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Statement:
    """A top-level statement with the comments above it; ``names`` are those it binds, ``dump`` is its form."""

    text: str
    names: frozenset[str]
    dump: str


def tidy(text: str) -> str:
    """The text without blanks at the ends of lines and blank lines at its ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, the same for markdown and for the HTML made of it."""
    return tuple(re.findall(r"\w+", html.unescape(_TAG.sub(" ", text))))


def defines(source: str) -> frozenset[str]:
    """Names of functions, classes and variables that lines at the margin define, also where a line is broken."""
    return frozenset(one or other for one, other in _DEFINES.findall(source))


@functools.lru_cache(maxsize=256)
def parses(source: str) -> bool:
    """Whether a cell is Python that IPython would run."""
    return _tree(source) is not None


def statements(source: str) -> list[Statement]:
    """The top-level statements in order, together all lines of `source`; nothing if it is not Python."""
    tree = _tree(source)
    if tree is None:
        return []
    lines, out, start = source.split("\n"), [], 0
    nodes = [node for node in tree.body if hasattr(node, "end_lineno")]
    while nodes:
        group = [nodes.pop(0)]
        end = group[0].end_lineno or 0
        while nodes and nodes[0].lineno <= end:  # one line with semicolons
            group.append(nodes.pop(0))
            end = group[-1].end_lineno or end
        stop = end if nodes else len(lines)
        names = frozenset(name for node in group for name in _bound(node))
        out.append(Statement("\n".join(lines[start:stop]), names, " ".join(map(ast.dump, group))))
        start = stop
    return out


def _tree(source: str) -> ast.Module | None:
    """Parse a cell; lines of IPython's own syntax count as empty statements."""
    if len(source) > LONGEST:
        return None
    for text in (source, _MAGIC.sub(r"\1pass", source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
