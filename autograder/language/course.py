"""The texts of a course: one catalogue for each notebook and one for what all share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from autograder.course import Assignment
from autograder.feedback.words import ENGLISH
from autograder.language.catalogue import Entry
from autograder.language.messages import messages_of

SHARED = "shared"
SINGLE = ("ok", "NOT YET", "open", "skipped", "broken", "done", "ready", "large", "small", "Practice", "Right.")
USUAL = ("the function", "the result")
PLAIN = ("list", "tuple", "dict", "str", "float", "bool", "function", "Tensor", "int")
"""Words that stand alone, which `messages_of` takes for names, and those that every notebook uses."""
NOT_READ = ("data/", "plots/", "probes/", "student/forbidden/names.py")
"""Drawings have no Chinese font; the rest is not shown."""


def notebook_entries(assignment: Assignment) -> list[Entry]:
    """Prose of the notebook, its README, and what its modules say: visible parts first, then those of grading."""
    folder, root = assignment.folder, assignment.course.root
    prose = [Entry(text, places=(f"assignments/{assignment.id}/{assignment.id}.py",)) for text in prose_of(assignment)]
    readme = folder / "README.md"
    if readme.is_file():
        prose.append(Entry(readme.read_text(encoding="utf-8"), places=(_place(readme, root),)))
    parts = [folder / name for name in ("visible", "visible.py", "questions.py", "hidden", "hidden.py", "oral.py")]
    return _once([*prose, *_of_modules(_modules(parts), root)])


def shared_entries(root: Path) -> list[Entry]:
    """What ``kit`` and the feedback page say, whatever the notebook."""
    kit = [path for path in _modules([root / "kit"]) if not _place(path, root / "kit").startswith(NOT_READ)]
    kinds = [f"{'an' if one[0] in 'aeiou' else 'a'} {one}" for one in PLAIN]
    words = [Entry(word, places=("kit/checks/expect.py",)) for word in (*SINGLE, *USUAL, *kinds)]
    page = [Entry(text, "{" in text, ("autograder/feedback/words.py",)) for text in ENGLISH.texts()]
    return _once([*words, *_of_modules(kit, root), *page])


def prose_of(assignment: Assignment) -> list[str]:
    """The markdown cells of the released notebook that nobody fills in."""
    notebook = nbformat.read(assignment.release, 4)
    return [cell.source for cell in notebook.cells if is_prose(cell)]


def is_prose(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell of the release is text of the course."""
    return cell.cell_type == "markdown" and "nbgrader" not in cell.metadata


def _modules(parts: Iterable[Path]) -> list[Path]:
    return [path for part in parts for path in ([part] if part.is_file() else sorted(part.rglob("*.py")))]


def _of_modules(paths: Iterable[Path], root: Path) -> Iterator[Entry]:
    for path in paths:
        for one in messages_of(path):
            yield Entry(one.text, one.template, (_place(path, root),))


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each text once, with all its places."""
    found: dict[str, Entry] = {}
    for one in entries:
        before = found.get(one.text)
        places = tuple(dict.fromkeys((before.places if before else ()) + one.places))
        found[one.text] = Entry(one.text, one.template or bool(before and before.template), places)
    return list(found.values())


def _place(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
