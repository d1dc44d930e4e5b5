"""The table that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from autograder.collect.record import Collected, Status

_STYLES = {Status.COLLECTED: "green", Status.RECOVERED: "yellow", Status.OLDER: "dim"}


def table(records: Iterable[Collected]) -> Table:
    """Return a table of what arrived, a line each; texts are shown as they are, never as markup."""
    shown = Table("student", "status", "file", "notes", title="collected")
    for record in records:
        style = _STYLES.get(record.status, "bold red")
        cells = (record.student or "?", record.status, record.source, "\n".join(record.notes))
        shown.add_row(*(Text(_plain(cell)) for cell in cells), style=style)
    return shown


def _plain(text: str) -> str:
    """Replace control signs, which a file name may hold and a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text)
