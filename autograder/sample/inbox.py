"""The mailbox of a sample class: exports of Moodle and Canvas, and what came by mail."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import nbformat
from nbformat import NotebookNode

from autograder.sample.people import ascii_of
from autograder.term.roster import Person


@dataclass(frozen=True)
class Attempt:
    """A file that was handed in: when, its content, its suffix, and pictures beside it."""

    when: datetime
    data: bytes
    suffix: str
    beside: Mapping[str, bytes] = field(default_factory=dict)


class HandsIn(Protocol):
    """Somebody who hands in."""

    person: Person
    way: str
    attempts: list[Attempt]


def as_bytes(notebook: NotebookNode) -> bytes:
    """A notebook as a file."""
    return str(nbformat.writes(notebook)).encode()


def write_inbox(folder: Path, assignment: str, people: Iterable[HandsIn]) -> None:
    """Write ``moodle.zip``, ``canvas.zip`` and files as mailed; pictures beside a notebook go by Moodle."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "moodle.zip", "w") as moodle, zipfile.ZipFile(folder / "canvas.zip", "w") as canvas:
        for at, one in enumerate(people):
            pictures = any(attempt.beside for attempt in one.attempts)
            if one.way == "by mail":
                _by_mail(folder, assignment, one)
            elif len(one.attempts) < 2 and (pictures or at % 2):
                _to_moodle(moodle, assignment, one, at)
            else:
                _to_canvas(canvas, assignment, one, at)


def _to_moodle(archive: zipfile.ZipFile, assignment: str, one: HandsIn, at: int) -> None:
    """A folder for each student; Moodle keeps the last attempt only."""
    for attempt in one.attempts[-1:]:
        folder = f"{one.person.first_name} {one.person.last_name}_{90_000 + at}_assignsubmission_file_"
        named = _named(one.person, assignment) if at % 3 else assignment
        _add(archive, f"{folder}/{named}{attempt.suffix}", attempt.data, attempt.when)
        for name, data in attempt.beside.items():
            _add(archive, f"{folder}/{name}", data, attempt.when)


def _to_canvas(archive: zipfile.ZipFile, assignment: str, one: HandsIn, at: int) -> None:
    """Flat, the student's, the user's and the submission's name before that of the file."""
    whose = ascii_of(one.person.last_name + one.person.first_name).lower()
    late = "_LATE" if one.way == "late" else ""
    for count, attempt in enumerate(one.attempts):
        again = f"-{count}" if count else ""
        named = f"{whose}{late}_{one.person.lms_user_id}_{800_000 + at}_{_named(one.person, assignment)}{again}"
        _add(archive, f"{named}{attempt.suffix}", attempt.data, attempt.when)


def _by_mail(folder: Path, assignment: str, one: HandsIn) -> None:
    for attempt in one.attempts:
        path = folder / "mail" / f"{_named(one.person, assignment)}{attempt.suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(attempt.data)
        os.utime(path, (attempt.when.timestamp(),) * 2)


def _named(person: Person, assignment: str) -> str:
    return f"{person.id}_{person.last_name.replace(' ', '-')}_{assignment}"


def _add(archive: zipfile.ZipFile, name: str, data: bytes, when: datetime) -> None:
    local = when.astimezone()  # archives keep local time
    info = zipfile.ZipInfo(name, local.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)
