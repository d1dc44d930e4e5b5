"""The cells of a submission as plain pieces of text, whatever the file held in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.submission.places import Place

LARGEST = {"code": 2**20, "markdown": 2**24, "raw": 2**20}  # a text may hold pictures


@dataclass(eq=False, slots=True)
class Piece:
    """A cell or a part of one.

    ``ids`` are the names that it goes by; ``place`` is where it belongs and ``how`` that was told; ``own`` is false
    for text that is the instructor's.
    """

    number: int
    kind: str
    text: str
    ids: tuple[str, ...] = ()
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    place: Place | None = None
    how: str = ""
    own: bool = True

    @property
    def blank(self) -> bool:
        """Whether there is nothing to lose."""
        return not self.text.strip()

    def part(self, text: str, **changes: Any) -> Piece:
        """A piece with some of the text, which has no name of its own."""
        return replace(self, **{"text": text, "ids": (), "place": None, "how": "", "own": True} | changes)


def pieces_of(submitted: Mapping[str, Any], notes: list[str]) -> list[Piece]:
    """Return the cells of a submission that can be read; `notes` says which cannot."""
    cells = submitted.get("cells")
    if not isinstance(cells, list):
        notes.append("the notebook has no list of cells")
        return []
    out: list[Piece] = []
    unreadable, large = [], []
    for number, cell in enumerate(cells, 1):
        text = _text(cell.get("source")) if isinstance(cell, Mapping) else None
        kind = cell.get("cell_type") if isinstance(cell, Mapping) else None
        kind = kind if isinstance(kind, str) and kind in LARGEST else "raw"
        if text is None:
            unreadable.append(number)
        elif len(text) > LARGEST[kind]:
            large.append(number)
        else:
            out.append(Piece(number, kind, text, tuple(_ids(cell)), _attachments(cell.get("attachments"))))
    if unreadable:
        notes.append(f"left out, the source is no text: {_cells(unreadable)}")
    if large:
        notes.append(f"left out, too much text: {_cells(large)}")
    return out


def _cells(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"cell {shown}" if len(numbers) == 1 else f"{len(numbers)} cells ({shown}{', ...' * (len(numbers) > 10)})"


def _text(source: object) -> str | None:
    """The text of a cell with newlines at the ends of lines, in Unicode; None if it is no text."""
    if source is None:
        return ""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written to a file


def _ids(cell: Mapping[str, Any]) -> Iterable[str]:
    """The grade id, the cell's id, and the id that Colab keeps."""
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    marked = metadata.get("nbgrader")
    grade_id = marked.get("grade_id") if isinstance(marked, Mapping) else None
    return (name for name in (grade_id, cell.get("id"), metadata.get("id")) if isinstance(name, str))


def _attachments(given: object) -> dict[str, dict[str, str]]:
    """Pictures in the form that a notebook allows."""
    out: dict[str, dict[str, str]] = {}
    for name, bundle in given.items() if isinstance(given, Mapping) else ():
        texts = {kind: _text(data) for kind, data in bundle.items()} if isinstance(bundle, Mapping) else {}
        if isinstance(name, str) and texts and all(texts.values()):
            out[name] = {str(kind): text or "" for kind, text in texts.items()}
    return out
