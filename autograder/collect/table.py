"""The table that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.table import Table
from rich.text import Text

from autograder.collect.record import Collected, Status

_STYLES = {Status.COLLECTED: "green", Status.RECOVERED: "yellow", Status.OLDER: "dim"}


def table(records: Iterable[Collected], names: Mapping[str, str] | None = None, due: datetime | None = None) -> Table:
    """Return a table of what arrived, a line each; texts are shown as they are, never as markup.

    Parameters
    ----------
    names
        Names of the class by student id; whoever is not in it is marked. None: there is no list.
    due
        The deadline, with its zone.
    """
    shown = Table("student", "received", "status", "file", "notes", title="collected")
    for record in records:
        style = _STYLES.get(record.status, "bold red")
        notes = list(record.notes)
        if names and record.student and record.student not in names:
            notes.append("not in the class list")
        student = " ".join(part for part in (record.student or "?", (names or {}).get(record.student, "")) if part)
        cells = (student, _when(record.received, due), record.status, record.source, "\n".join(notes))
        shown.add_row(*(Text(_plain(cell)) for cell in cells), style=style)
    return shown


def _when(received: float | None, due: datetime | None) -> str:
    """A time in this machine's zone, and whether it is after the deadline."""
    if received is None:
        return ""
    moment = datetime.fromtimestamp(received).astimezone()
    late = "" if due is None or moment <= due else "\nlate"
    return f"{moment:%Y-%m-%d %H:%M}{late}"


def _plain(text: str) -> str:
    """Replace control signs, which a file name may hold and a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text)
