"""The bytes of an .ipynb file, in whatever encoding, version and state, as a notebook that can be graded."""

from __future__ import annotations

import codecs
import json
import re
import warnings
from typing import TYPE_CHECKING, Any

import nbformat
import nbformat.v4 as v4

from autograder.collect.record import Status, SubmissionError

if TYPE_CHECKING:
    from autograder.submission.pieces import Piece

HEAVY = 16 * 2**20
DEEPEST = 40
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def readable(data: bytes) -> tuple[bytes, list[str]]:
    """Return the bytes of a valid notebook and remarks; a valid one stays as it is, byte for byte.

    Raises
    ------
    SubmissionError
        It is no notebook.
    """
    text, notes = _decoded(data)
    record = _loaded(text)
    if "worksheets" in record and "cells" not in record:
        record, text = _upgraded(record, notes), ""
    if not isinstance(record.get("cells"), list):
        raise SubmissionError(Status.UNREADABLE, "JSON, but not a notebook: it has no list of cells")
    if not record["cells"]:
        raise SubmissionError(Status.UNREADABLE, "the notebook has no cells")
    if len(text) > HEAVY:
        notes.append(f"the outputs were left out: the file has {len(data) >> 20} MiB")
        _without_outputs(record["cells"])
        text = ""
    if text and not _is_deep(record) and _is_valid(text):
        return text.encode("utf-8", "surrogatepass"), notes
    if text:
        notes.append("no valid notebook: it was rewritten with the text of its cells, without outputs")
    return _rebuilt(record, notes), notes


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Decode UTF-8, UTF-16 or UTF-32, else what Windows writes."""
    if data.startswith(b"PK\3\4"):
        raise SubmissionError(Status.UNREADABLE, "it is a zip file: its name must end in .zip")
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else json.detect_encoding(data)
    try:
        return data.decode(encoding, "surrogatepass"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ["not in UTF-8: it was read as Windows-1252"]


def _loaded(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(Status.UNREADABLE, f"not a notebook: {error}") from None
    return record if isinstance(record, dict) else {}


def _upgraded(record: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """Convert format 3 (or 2), whose outputs have other forms."""
    try:
        for sheet in record["worksheets"]:
            _without_outputs(sheet["cells"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converted: dict[str, Any] = nbformat.reads(json.dumps(record), as_version=4)
    except Exception as error:  # whatever conversion meets in a damaged record
        raise SubmissionError(Status.UNREADABLE, f"its old format cannot be converted: {_line(error)}") from None
    notes.append(f"converted from notebook format {record.get('nbformat', 3)!s:.10}, without outputs")
    return converted


def _without_outputs(cells: list[Any]) -> None:
    for cell in cells:
        if isinstance(cell, dict) and "outputs" in cell:
            cell["outputs"] = []


def _is_deep(record: dict[str, Any]) -> bool:
    """Whether it is nested deeper than any notebook; tools that copy it would fail."""
    level: list[Any] = [record]
    for _ in range(DEEPEST):
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [child for children in inner for child in children if isinstance(child, dict | list)]
    return bool(level)


def _is_valid(text: str) -> bool:
    """Whether nbformat reads it without complaint."""
    problem: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            nbformat.reads(text, as_version=4, capture_validation_error=problem)
    except Exception:  # whatever a damaged notebook leads to
        return False
    return not problem


def _rebuilt(record: dict[str, Any], notes: list[str]) -> bytes:
    """Write a plain notebook with the texts and names of all cells that have text."""
    from autograder.submission.pieces import pieces_of  # slow to import and seldom needed

    pieces = pieces_of(record, notes)
    if not pieces:
        raise SubmissionError(Status.UNREADABLE, "JSON, but not a notebook: no cell has text")
    taken: set[str] = set()
    cells = [_cell(number, piece, taken) for number, piece in enumerate(pieces, 1)]
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata = nbformat.from_dict({"language_info": {"name": "python"}})
    return str(nbformat.writes(notebook)).encode()


def _cell(number: int, piece: Piece, taken: set[str]) -> nbformat.NotebookNode:
    cell: nbformat.NotebookNode = getattr(v4, f"new_{piece.kind}_cell")(piece.text)
    own = [f"cell-{number}{'-' * k}" for k in range(9)]
    cell.id = next((name for name in (*piece.ids, *own) if _ID.fullmatch(name) and name not in taken), cell.id)
    taken.add(cell.id)
    if piece.ids:
        cell.metadata["id"] = piece.ids[0][:200]  # which the repair step reads
    if piece.attachments and piece.kind != "code":
        cell["attachments"] = nbformat.from_dict(piece.attachments)
    return cell


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
