"""Read an assignment's text: jupytext percent cells with a role.

======== ===========================================================================================
role     the cell
======== ===========================================================================================
(none)   prose (markdown)
given    code that the rest needs; locked
answer   a stub with its solution region; ``exercise="A1-E1"``
check    the self-check of an exercise; locked
grade    the graded cell of an exercise; its body is made, unless it holds asserts: then with ``points=2``
use      a figure or demonstration; ``needs="A1-E1 A1-E3"`` names what must be implemented; locked
train    a training whose result is graded; ``exercise=...``; locked
fill     code that the student edits and that is kept, not checked: number and name, tables; ``id="A1-observed"``
shape    a shape question: becomes question, answer and graded cell; ``question="A1-Q-S1"``
concept  a concept question for everybody: ``question="A1-Q-C1" points=2``
pool     a concept question drawn from a pool: ``pool="A" points=3``
manual   any other answer marked by a person: ``id="A1-R1" points=2``
======== ===========================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext

from autograder.errors import CourseError

CODE_ROLES = frozenset({"given", "answer", "check", "grade", "use", "train", "fill", "shape", "pool"})
PROSE_ROLES = frozenset({"", "concept", "manual"})


@dataclass(frozen=True)
class TextCell:
    """A cell of the text: ``kind`` is ``"code"`` or ``"markdown"``."""

    kind: str
    role: str
    source: str
    options: dict[str, Any]

    def option(self, name: str) -> Any:
        """A named option, which must be there."""
        if name not in self.options:
            raise CourseError(f"a cell of role {self.role!r} lacks {name}=... near {self.source[:60]!r}")
        return self.options[name]


def read_text(path: Path) -> list[TextCell]:
    """Read the cells of an assignment's text."""
    try:
        return parse_text(path.read_text(encoding="utf-8"), path.name)
    except (OSError, ValueError) as error:
        raise CourseError(f"{path.name} cannot be read: {error}") from error


def parse_text(text: str, name: str) -> list[TextCell]:
    """Read the cells of the text `name`."""
    notebook = jupytext.reads(text, fmt="py:percent")
    cells = []
    for cell in notebook.cells:
        options = dict(cell.metadata)
        role = str(options.pop("role", ""))
        if role not in (CODE_ROLES if cell.cell_type == "code" else PROSE_ROLES):
            raise CourseError(f"{name}: unknown role {role!r} of a {cell.cell_type} cell: {cell.source[:60]!r}")
        cells.append(TextCell(cell.cell_type, role, cell.source, options))
    return cells
