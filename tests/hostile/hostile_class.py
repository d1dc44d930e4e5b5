"""Submissions that attack the grader, one file each, and how they are handed in.

A file of ``submissions/`` is a text in jupytext's percent form. Its docstring says what it ``Tries:``, what
``Happens:``, the ``Marks:`` (``none``, ``all``, ``refused``, or exercises, with points where they are not full), which
exercises are ``Solved:`` honestly (default: none), and whether a ``Person:`` has to look at it (default: no).

A cell's title says where it goes: ``E1`` ... ``Q-S1`` is the answer to that exercise, ``R1`` the answer in words,
``first`` and ``last`` are cells of the student's own. The cell ``hand in`` is run by the loader, with ``notebook``,
``folder`` and ``course``, for what no cell can say.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from autograder.course import Assignment
from autograder.sample.solve import fill_in
from nbformat import NotebookNode

FOLDER = Path(__file__).parent / "submissions"
POINTS = {"E1": 3.0, "E2": 5.0, "E3": 2.0, "Q-S1": 1.0}
FIELD = re.compile(r"^(Tries|Happens|Marks|Solved|Person): (.+?)(?=^\w+: |\Z)", re.M | re.S)
GROUPS = {
    "patch": "Patched interpreters, libraries and shells",
    "yes": "Objects that are not what they seem",
    "lie": "Forged answers and odd data across the bridge",
    "spy": "Looking for what is expected",
    "reach": "Reaching for the gradebook, the course, the machine and other students",
    "end": "Endings, signals and threads",
    "flood": "Using things up",
    "show": "Outputs that pretend or attack their reader",
    "hand": "Notebooks and folders out of form",
    "limit": "What remains possible",
}


@dataclass(frozen=True)
class Hostile:
    """One file of ``submissions/``.

    ``marks`` is None where the submission is refused; ``open`` says that a check of it is left to a person.
    """

    name: str
    tries: str
    happens: str
    marks: dict[str, float] | None
    solved: frozenset[str]
    open: bool
    cells: tuple[tuple[str, str], ...]

    @property
    def group(self) -> str:
        """First word of the name."""
        return self.name.partition("_")[0]


def read_all() -> list[Hostile]:
    """All submissions, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.py"))]


def _read(path: Path) -> Hostile:
    text = path.read_text()
    fields = {name: " ".join(words.split()) for name, words in FIELD.findall(ast.get_docstring(ast.parse(text)) or "")}
    cells = jupytext.reads(text, "py:percent").cells
    titled = tuple((cell.metadata["title"], cell.source) for cell in cells if "title" in cell.metadata)
    solved = frozenset(_marks(fields.get("Solved", "none")) or {})
    return Hostile(
        path.stem, fields["Tries"], fields["Happens"], _marks(fields["Marks"]), solved, "Person" in fields, titled
    )


def _marks(words: str) -> dict[str, float] | None:
    if words == "refused":
        return None
    if words in ("none", "all"):
        return dict(POINTS) if words == "all" else {}
    parts = [part.split() for part in words.split(",")]
    return {part[0]: float(part[1]) if len(part) > 1 else POINTS[part[0]] for part in parts}


def student_number(student: str) -> int:
    """The number of a student of the tests, which differs from the one on record with the grader's own rule."""
    return 1 + int.from_bytes(student.encode()[:6])


def hand_in(assignment: Assignment, hostile: Hostile) -> None:
    """Put a hostile submission into ``submitted/``."""
    solved = {f"{assignment.id}-{one}" for one in hostile.solved}
    notebook = solve(assignment, hostile.name, solved)
    folder = assignment.course.root / "submitted" / hostile.name / assignment.id
    folder.mkdir(parents=True)
    start = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code") + 1  # after the imports
    for place, source in hostile.cells:
        if place == "first":
            notebook.cells.insert(start, nbformat.v4.new_code_cell(source))
            start += 1
        elif place == "last":
            notebook.cells.append(nbformat.v4.new_code_cell(source))
        elif place != "hand in":
            _answer(notebook, assignment.id, place).source = source
    for place, source in hostile.cells:
        if place == "hand in":
            exec(source, {"notebook": notebook, "folder": folder, "course": assignment.course.root})
    path = folder / f"{assignment.id}.ipynb"
    if not path.exists() and not path.is_symlink():
        path.write_text(json.dumps(notebook))  # in ASCII: also what no file can hold


def solve(assignment: Assignment, student: str, exercises: set[str] | None) -> NotebookNode:
    """The released notebook with honest answers to some exercises (None: to all)."""
    release = nbformat.read(assignment.release, as_version=4)
    source = nbformat.read(assignment.source, as_version=4)
    return fill_in(assignment, release, source, student_number(student), exercises=exercises)


def _answer(notebook: NotebookNode, assignment: str, place: str) -> NotebookNode:
    wanted = (f"{assignment}-{place}-answer", f"{assignment}-{place}")
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return next(cells[name] for name in wanted if name in cells)


def table() -> str:
    """The attacks and what happens, as Markdown, one table a group."""
    lines = []
    for group, title in GROUPS.items():
        rows = [one for one in read_all() if one.group == group]
        lines += [f"### {title}", "", "| attack | it tries | what happens | marks |", "|---|---|---|---|"]
        lines += [f"| `{one.name}` | {one.tries} | {one.happens} | {_words(one)} |" for one in rows]
        lines.append("")
    return "\n".join(lines)


def _words(hostile: Hostile) -> str:
    if hostile.marks is None:
        return "refused"
    if hostile.open:
        return "none; a person looks at it"
    if hostile.marks in ({}, POINTS):
        return "all" if hostile.marks else "none"
    return ", ".join(
        name if points == POINTS[name] else f"{name} {points:g} of {POINTS[name]:g}"
        for name, points in hostile.marks.items()
    )


def write_table(page: Path) -> None:
    """Put the present table below the last heading of the second level."""
    head = page.read_text().partition("(`hostile_class.table`).\n\n")
    page.write_text(head[0] + head[1] + table())


if __name__ == "__main__":
    write_table(Path(__file__).parents[2] / "docs" / "security.md")
