"""Read one attempt: the bytes of a notebook or of a page into a notebook and the files that it carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.collect.notebook import readable
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


def read_content(data: bytes, page: bool) -> Content:
    """Return what ``data`` holds, or raise `SubmissionError`; nothing of it is executed.

    ``page`` is what the name says; what the file says of itself goes before it.
    """
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if not data.strip():
        raise SubmissionError(Status.UNREADABLE, "the file is empty")
    return _read_page(data) if start == b"<" or (page and start != b"{") else _read_notebook(data)


def _read_notebook(data: bytes) -> Content:
    notebook, notes = readable(data)
    return Content(notebook, notes=notes)


def _read_page(data: bytes) -> Content:
    try:
        payload = from_html(data)
    except PayloadError as error:
        raise SubmissionError(Status.CHANGED, str(error)) from None
    if payload is None:
        content = _read_notebook(recover(data))
        content.status = Status.RECOVERED
        content.notes.append("a page without the notebook inside: code and text were read from what it shows")
        return content
    content = _read_notebook(payload.notebook)
    content.student, content.assignment = payload.number, payload.assignment
    content.files = {path: lambda held=held: held for path, held in payload.files.items()}  # type: ignore[misc]
    content.notes += [f"exported by force: {problem}" for problem in payload.problems]
    return content
