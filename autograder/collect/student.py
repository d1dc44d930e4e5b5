"""Whose file is it? Told by its name ``<number>_<name>_<ID>.*``, the folders above it, or a roster."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# a browser or a learning platform appends " (1)", "-1" or "_1" to a second file of the same name
_NAMED = re.compile(r"(?P<number>[0-9]{1,20})_(?P<name>[^_]+)_(?P<id>[A-Z][0-9]+)(?:[ _-]?\(?[0-9]+\)?)?")
# Canvas puts name, user and submission before the student's own name of the file
_CANVAS = re.compile(r"[^_]+(?:_LATE)?_[0-9]+_[0-9]+_(?P<rest>.+)")
_FOLDER = re.compile(r"(?P<number>[0-9]{1,20})(?:_(?P<name>[^_]+))?")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Name:
    """What names say: student and assignment (or empty), and ``others``, students that they also name."""

    student: str = ""
    assignment: str = ""
    others: tuple[str, ...] = ()


def read_name(stem: str) -> Name:
    """Read a name without its suffix."""
    text = unicodedata.normalize("NFC", stem).strip()
    if found := _NAMED.fullmatch(text) or _of_canvas(text):
        return Name(found["number"], found["id"])
    if found := _FOLDER.fullmatch(text):
        return Name(found["number"])
    return Name()


def _of_canvas(text: str) -> re.Match[str] | None:
    """What the student called a file that comes from Canvas."""
    found = _CANVAS.fullmatch(text)
    return _NAMED.fullmatch(found["rest"]) if found else None


def who(stems: Sequence[str], roster: Mapping[str, str]) -> Name:
    """Return what the names say, the nearest to the file first.

    Parameters
    ----------
    stems
        The file's name without suffix, then those of the folders and archives above it, at last the folder
        that the staff named.
    roster
        Student ids by any such name, or by its part before the first ``_`` (as Moodle names folders);
        a roster goes before the form of the name, and its
        outermost match before inner ones, since inner names are the students' own.
    """
    known = {_key(name): student for name, student in roster.items()}
    listed = [known[key] for stem in stems for key in (_key(stem), _key(stem.split("_")[0])) if key in known]
    names = [read_name(stem) for stem in stems]
    written = [name.student for name in names if name.student]
    student = next(iter([*reversed(listed), *written]), "")
    said = {*listed, *(name.student for name in names[:-1] if not listed)} - {student, ""}
    assignment = next((name.assignment for name in names if name.assignment), "")
    return Name(student, assignment, tuple(sorted(said)))


def is_safe(student: str) -> bool:
    """Whether the id can be a folder of nbgrader."""
    return _SAFE.fullmatch(student) is not None


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()
