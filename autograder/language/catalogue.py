"""A catalogue of translated texts: gettext's PO format, read and written with Babel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

TEMPLATE = "python-brace-format"


@dataclass(frozen=True)
class Entry:
    """A text to be translated and where it stands: files relative to the course."""

    text: str
    template: bool = False
    places: tuple[str, ...] = ()


def read_catalogue(path: Path, locale: str) -> Catalog:
    """Read a PO file; an empty catalogue where there is none."""
    if not path.is_file():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def merge(old: Catalog, entries: Iterable[Entry], locale: str) -> Catalog:
    """The entries in their order with what `old` has for them; what nobody asks for any more is dropped."""
    made = Catalog(locale=locale, fuzzy=False, header_comment="")
    for entry in entries:
        known = old.get(entry.text)
        kept = str(known.string) if known is not None and known.string and not known.fuzzy else ""
        flags = {TEMPLATE} if entry.template else set()
        made.add(entry.text, kept, locations=[(place, 0) for place in entry.places], flags=flags)
    return made


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a PO file whose bytes depend on its entries only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, omit_header=True, include_lineno=False, width=115)
