"""What an exported HTML file carries: the notebook and files, each with its SHA-256, and a digest over all.

The digest tells a file that was damaged or edited by hand from an intact one. It is no signature: whoever can
run this module can make a new one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

MIME = "application/vnd.deep-learning-course+json"
FORMAT = 1
_SCRIPT = re.compile(
    rb"<script\b[^>]*" + re.escape(MIME).encode() + rb"[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE
)


class PayloadError(ValueError):
    """The carried data are incomplete or not as they were exported."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A submission inside an HTML file.

    ``notebook`` holds the bytes of the .ipynb file, ``files`` maps relative POSIX paths to bytes,
    ``problems`` lists what a forced export went past, ``exported_at`` is the time on the student's clock
    (ISO 8601): not to be trusted.
    """

    number: str
    name: str
    assignment: str
    exported_at: str
    notebook: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def to_script(payload: Payload) -> tuple[str, str]:
    """Return the script element that carries ``payload`` and its digest (hexadecimal)."""
    record: dict[str, Any] = {
        "format": FORMAT,
        "number": payload.number,
        "name": payload.name,
        "assignment": payload.assignment,
        "exported_at": payload.exported_at,
        "problems": list(payload.problems),
        "notebook": _pack(payload.notebook),
        "files": [{"path": path} | _pack(data) for path, data in sorted(payload.files.items())],
    }
    record["digest"] = _digest(record)
    text = json.dumps(record).replace("<", "\\u003c")  # no end tag inside the element
    return f'<script type="{MIME}" id="submission">{text}</script>', record["digest"]


def from_html(html: bytes) -> Payload | None:
    """Return what the first such element of ``html`` carries; None where there is none.

    Raises
    ------
    PayloadError
        The element is damaged, or a checksum or the digest does not fit.
    """
    found = _SCRIPT.search(html)
    if found is None:
        if MIME.encode() in html:
            raise PayloadError("the file is cut off: its submission has no end")
        return None
    try:
        record = json.loads(found[1])
        if record["format"] != FORMAT:
            raise PayloadError(f"format {record['format']!r} is not known (known: {FORMAT})")
        if record["digest"] != _digest(record):
            raise PayloadError("the digest does not fit: the file was changed after its export")
        texts = {key: str(record[key]) for key in ("number", "name", "assignment", "exported_at")}
        files = {_relative(str(entry["path"])): _unpack(entry) for entry in record["files"]}
        problems = tuple(map(str, record["problems"]))
        return Payload(**texts, notebook=_unpack(record["notebook"]), files=files, problems=problems)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PayloadError(f"the submission inside is incomplete ({type(error).__name__}: {error})") from None
    except json.JSONDecodeError as error:
        raise PayloadError(f"the submission inside is damaged ({error})") from None


def _relative(path: str) -> str:
    """Return a path that stays inside the folder it is joined to, or raise."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or any(c in path for c in "\\:\0"):
        raise PayloadError(f"the path {path!r} of a carried file leads out of the folder")
    return str(PurePosixPath(path))


def _pack(data: bytes) -> dict[str, str]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "data": base64.b64encode(data).decode("ascii")}


def _unpack(entry: dict[str, str]) -> bytes:
    try:
        data = base64.b64decode(entry["data"], validate=True)
    except (binascii.Error, ValueError):
        raise PayloadError("a carried file is damaged (base64)") from None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise PayloadError("the checksum of a carried file does not fit: it was changed after the export")
    return data


def _digest(record: dict[str, Any]) -> str:
    """Hash everything but the data themselves, which their own checksums stand for."""
    bare = {key: value for key, value in record.items() if key != "digest"}
    bare["notebook"] = record["notebook"]["sha256"]
    bare["files"] = [[entry["path"], entry["sha256"]] for entry in record["files"]]
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
