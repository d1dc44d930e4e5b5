"""The form ``<number>_<name>_<assignment>`` of a submission, for example ``17_Ada-Lovelace_A1``."""

from __future__ import annotations

import re
import unicodedata

from kit.language import tr

EXAMPLE = 'export_html(17, "Ada Lovelace", "A1")'
ASSIGNMENTS = ("A1", "A2", "P3", "P4", "P5")
LONGEST_NAME = 60


class PlainError(Exception):
    """An error whose message says it all: a notebook shows it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return tr(str(self)).splitlines()


class WrongFormError(PlainError, ValueError):
    """A number, name or assignment that cannot stand in the file name; the message ends with an example."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message}; for example {EXAMPLE}")


def submission_stem(number: int | str, name: str, assignment: str, course: str | None = None) -> str:
    """Return the file name without its suffix, or raise `WrongFormError`.

    Parameters
    ----------
    number
        As given by the staff: digits only; leading zeros are kept.
    name
        Letters of any alphabet; blanks, underscores and hyphens become one ``-``.
    assignment
        ``course`` where the notebook's folder names its assignment, else one of `ASSIGNMENTS`.
    """
    return f"{clean_number(number)}_{clean_name(name)}_{clean_assignment(assignment, course)}"


def clean_number(number: int | str) -> str:
    """Return the digits of a student number."""
    digits = "" if isinstance(number, bool) else str(number).strip()
    if not re.fullmatch("[0-9]{1,20}", digits):
        raise WrongFormError(f"the number {number!r} must consist of digits")
    return digits


def clean_name(name: str) -> str:
    """Return the name in composed form (NFC), with ``-`` between its parts."""
    text = unicodedata.normalize("NFC", name) if isinstance(name, str) else ""
    parts = [part for part in re.split(r"[\s_\-]+", text) if part]
    letters = "".join(parts)
    # marks (category M) belong to the letters of many alphabets
    if not letters or any(unicodedata.category(letter)[0] not in "LM" for letter in letters):
        raise WrongFormError(f"the name {name!r} must consist of letters, blanks and hyphens")
    if len("-".join(parts)) > LONGEST_NAME:
        raise WrongFormError(f"the name is longer than {LONGEST_NAME} letters")
    return "-".join(parts)


def clean_assignment(assignment: str, course: str | None = None) -> str:
    """Return the assignment if it is the one of this folder (or, where none is named, of the course)."""
    known = (course,) if course else ASSIGNMENTS
    if assignment not in known:
        raise WrongFormError(f"the assignment {assignment!r} must be {' or '.join(known)}")
    return assignment
