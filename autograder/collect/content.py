"""Read one attempt: the bytes of a notebook or of a page into a notebook and the files that it carries."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.collect.page import recover
from autograder.collect.record import Status, SubmissionError
from kit.export.payload import PayloadError, from_html


@dataclass(slots=True)
class Content:
    """A readable attempt; ``student`` and ``assignment`` are what a page says of itself (or empty)."""

    notebook: bytes
    status: Status = Status.COLLECTED
    student: str = ""
    assignment: str = ""
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_content(data: bytes, suffix: str) -> Content:
    """Return what ``data`` holds, or raise `SubmissionError`; nothing of it is executed."""
    if not data.strip():
        raise SubmissionError(Status.UNREADABLE, "the file is empty")
    return read_notebook(data) if suffix.lower() == ".ipynb" else _read_page(data)


def read_notebook(data: bytes) -> Content:
    """Check that ``data`` is a notebook; its text stays as it is, in UTF-8."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(Status.UNREADABLE, f"not a notebook: {error}") from None
    cells = record.get("cells") if isinstance(record, dict) else None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise SubmissionError(Status.UNREADABLE, "JSON, but not a notebook: it has no list of cells")
    if record.get("nbformat") != 4:
        raise SubmissionError(Status.UNREADABLE, f"notebook format {record.get('nbformat')!r}, 4 is expected")
    if not cells:
        raise SubmissionError(Status.UNREADABLE, "the notebook has no cells")
    encoding = json.detect_encoding(data)
    if data.startswith(codecs.BOM_UTF8) or encoding != "utf-8":
        data = data.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
    return Content(data)


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    source = cell.get("source")
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def _read_page(data: bytes) -> Content:
    try:
        payload = from_html(data)
    except PayloadError as error:
        raise SubmissionError(Status.CHANGED, str(error)) from None
    if payload is None:
        content = read_notebook(recover(data))
        content.status = Status.RECOVERED
        content.notes.append("a page without the notebook inside: code and text were read from what it shows")
        return content
    content = read_notebook(payload.notebook)
    content.student, content.assignment = payload.number, payload.assignment
    content.files = {path: lambda held=held: held for path, held in payload.files.items()}  # type: ignore[misc]
    content.notes += [f"exported by force: {problem}" for problem in payload.problems]
    return content
