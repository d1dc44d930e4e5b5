"""The notebook's file as it is saved: where it is, when it changed, what its code cells hold."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import symtable
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Stamp = tuple[int, int]
"""Time (ns) and size of a file: another one means that it was saved in between."""

_VALIDATES = re.compile(r"^(?:\w+ = )?validate\(", re.M)
_HEAD = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.M)


@dataclass(frozen=True, slots=True)
class SavedCell:
    """A cell of the file: ``number`` counts all cells from 1, ``id`` is nbgrader's name for it or its own id."""

    number: int
    id: str
    kind: str
    source: str
    metadata: Mapping[str, Any]

    @property
    def role(self) -> str:
        """What the course made it for: ``given``, ``answer``, ``check`` ...; empty for the student's own."""
        return str(self.metadata.get("course", {}).get("role", ""))

    @property
    def locked(self) -> bool:
        """Whether its text is the course's."""
        return bool(self.metadata.get("nbgrader", {}).get("locked"))

    @property
    def solution(self) -> bool:
        """Whether an answer belongs into it."""
        return bool(self.metadata.get("nbgrader", {}).get("solution"))

    @property
    def label(self) -> str:
        """Words by which a person finds the cell."""
        lines = self.source.strip().splitlines()
        first = lines[0].strip() if lines else ""
        named = self.id if self.metadata.get("nbgrader") else first[:57] + "..." * (len(first) > 57)
        return f"cell {self.number} ({named})"


def told_file(namespace: Mapping[str, Any]) -> Path | None:
    """Return the file that VS Code or Jupyter name as that of the running notebook."""
    for told in (namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if isinstance(told, str) and told.endswith(".ipynb") and Path(told).is_file():
            return Path(told)
    return None


def notebook_file(namespace: Mapping[str, Any], folder: Path | None = None) -> Path | None:
    """Return the file of the notebook that runs in this kernel, as far as that can be known.

    VS Code and Jupyter say so; else it is the one that ``course.json`` names, or the only one of the folder.
    """
    if (told := told_file(namespace)) is not None:
        return told
    here = folder or Path()
    try:
        named = here / f"{json.loads((here / 'course.json').read_text(encoding='utf-8'))['assignment']}.ipynb"
    except (OSError, ValueError, KeyError, TypeError):
        named = here / ".ipynb"
    found = [named] if named.is_file() else sorted(here.glob("*.ipynb"))
    return found[0] if len(found) == 1 else None


def stamp(path: Path | None) -> Stamp | None:
    """Return what changes when the file is saved; nothing where there is no file."""
    try:
        facts = path.stat() if path else None
    except OSError:
        return None
    return (facts.st_mtime_ns, facts.st_size) if facts else None


def read_cells(path: Path | None) -> list[SavedCell]:
    """Return the cells of a notebook; none where it cannot be read (it may just be written)."""
    try:
        return cells_of(json.loads(path.read_text(encoding="utf-8"))) if path else []
    except (OSError, ValueError, AttributeError, TypeError):
        return []


def cells_of(notebook: Mapping[str, Any]) -> list[SavedCell]:
    """Return the cells of a notebook in format 4."""
    out = []
    for number, cell in enumerate(notebook["cells"], start=1):
        source, metadata = cell.get("source", ""), cell.get("metadata", {})
        text = source if isinstance(source, str) else "".join(source)
        name = metadata.get("nbgrader", {}).get("grade_id") or cell.get("id") or metadata.get("id") or ""
        out.append(SavedCell(number, str(name), str(cell.get("cell_type")), text, metadata))
    return out


def digest(source: str) -> str:
    """Return a short hash of a cell's text, whatever its blanks at the ends of lines."""
    return hashlib.sha256(_tidy(source).encode("utf-8", "replace")).hexdigest()[:16]


def same_code(one: str, other: str) -> bool:
    """Whether two texts are the same program: comments and layout do not count."""
    if _tidy(one) == _tidy(other):
        return True
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def bound(source: str) -> set[str]:
    """Names that a cell binds for others, as far as a text with an error tells."""
    for text in (source, plain(source)):
        try:
            symbols = symtable.symtable(text, "<cell>", "exec").get_symbols()
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    return {name for pair in _HEAD.findall(source) for name in pair if name}


def looks_at_file(source: str) -> bool:
    """Whether a cell exports or validates the saved notebook: that it runs is no change of it."""
    return "export_html(" in source or bool(_VALIDATES.search(source))


def plain(source: str) -> str:
    """Return the text with empty lines in the place of magics and shell commands."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _tidy(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.splitlines()).strip()
