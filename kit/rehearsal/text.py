"""What the text of the student's cells tells without running it."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator, Sequence

from kit.saved import SavedCell, bound, plain

_PATH = re.compile(
    r"(?:/(?:home|Users|root|mnt|media|tmp|content|kaggle|data|opt|srv|workspace|Volumes|scratch)/|~[/\\]"
    r"|\.\.[/\\]|[A-Za-z]:[\\/]{1,2}[\w.])"
)
_NETWORK = re.compile(r"^\s*[%!]\s*(?:pip|conda|mamba|apt|apt-get|wget|curl|git)\b", re.M)
_NAMES_OF_IPYTHON = {"In", "Out", "_", "__", "___", "get_ipython", "exit", "quit", "display"}


def text_findings(cells: Iterable[SavedCell]) -> list[str]:
    """Return a line for each `input()`, path that leads out of the folder and command that needs a network."""
    out = []
    for cell in cells:
        if _NETWORK.search(cell.source):
            out.append(f"{cell.label} loads something from the network: there is none in grading")
        tree = _tree(cell.source)
        if tree is None:
            continue
        if _calls_input(tree):
            out.append(f"{cell.label} calls input(): nobody is there to answer in grading; assign the value instead")
        for path in dict.fromkeys(_paths(tree)):
            out.append(f"{cell.label} names the path {path!r}, outside of the notebook's folder: it is not there")
    return out


def unknown_names(own: Sequence[SavedCell], all_cells: Sequence[SavedCell], known: Iterable[str]) -> list[str]:
    """Return a line for each name that a function of the student's looks up and that nothing defines.

    Parameters
    ----------
    known
        What the fresh kernel knows after the run.
    """
    import builtins

    there = {*known, *dir(builtins), *_NAMES_OF_IPYTHON}
    for cell in all_cells:
        there |= bound(cell.source) | _global_stores(cell.source)
    out = []
    for cell in own:
        for name, function in sorted(_looked_up(cell.source).items()):
            if name not in there:
                out.append(
                    f"{cell.label}: {function} uses {name}, which no cell defines (it stood in a cell that is deleted,"
                    " or only in your kernel?)"
                )
    return out


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(plain(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _calls_input(tree: ast.Module) -> bool:
    """Whether Python's own input is called: not one that the cell binds, as a parameter for example."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg == "input":
            return False
        if isinstance(node, ast.Name) and node.id == "input" and isinstance(node.ctx, ast.Store):
            return False
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"
        for node in ast.walk(tree)
    )


def _paths(tree: ast.Module) -> Iterator[str]:
    """Texts that are paths out of the folder; docstrings and other texts that stand alone are none."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            text = node.value
            if len(text) < 300 and "\n" not in text and _PATH.match(text):
                yield text


def _tables(source: str) -> Iterator[symtable.SymbolTable]:
    try:
        waiting = symtable.symtable(plain(source), "cell", "exec").get_children()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        yield table


def _looked_up(source: str) -> dict[str, str]:
    """Global names that functions of a cell refer to, with the function."""
    out: dict[str, str] = {}
    for table in _tables(source):
        for symbol in table.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                out.setdefault(symbol.get_name(), table.get_name())
    return out


def _global_stores(source: str) -> set[str]:
    return {
        symbol.get_name()
        for table in _tables(source)
        for symbol in table.get_symbols()
        if symbol.is_global() and symbol.is_assigned()
    }
