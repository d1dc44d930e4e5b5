"""Images of markdown cells as data URIs: files next to the notebook and attachments."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup

LARGEST = 16 * 2**20  # bytes of one image or carried file


class Images:
    """Embeds images and remembers which files it used and what it could not embed.

    Attributes
    ----------
    used
        Files inside the notebook's folder, by their relative POSIX path.
    problems
        One line per image that cannot be shown without the network or is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.used: dict[str, bytes] = {}
        self.problems: list[str] = []

    def embed(self, source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
        """Return ``source`` as a data URI, or unchanged (and a problem) where that is not possible."""
        if source.startswith("data:"):
            return source
        if source.startswith("attachment:"):
            return self._attachment(source, attachments or {})
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]+:|//", source):
            self._problem(f"the image {source} is not a file: save it next to the notebook and use its name")
            return source
        return self._file(source)

    def embed_tags(self, html: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
        """Embed the ``<img>`` tags of a piece of HTML."""
        if "<img" not in html.lower():
            return html  # a lone opening or closing tag must not be completed by the parser
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all("img", src=True):
            tag["src"] = self.embed(str(tag["src"]), attachments)
        return str(soup)

    def embed_files(self, html: str) -> str:
        """Embed the ``<img>`` tags of an output that show files of the folder, and leave all others alone."""
        if "<img" not in html.lower():
            return html
        soup, found = BeautifulSoup(html, "html.parser"), False
        for tag in soup.find_all("img", src=True):
            source = str(tag["src"])
            path = (self.folder / unquote(source)).resolve()
            if ":" not in source and path.is_relative_to(self.folder) and path.is_file():
                tag["src"], found = self._file(source), True
        return str(soup) if found else html

    def _attachment(self, source: str, attachments: dict[str, dict[str, str]]) -> str:
        bundle = attachments.get(unquote(source.removeprefix("attachment:")), {})
        for mime, data in bundle.items():
            if mime.startswith("image/"):
                return f"data:{mime};base64,{''.join(data.split())}"
        self._problem(f"the image {source} is not attached to its cell: paste it again")
        return source

    def _file(self, source: str) -> str:
        path = (self.folder / unquote(source.split("?")[0].split("#")[0])).resolve()
        mime = mimetypes.guess_type(path.name)[0] or ""
        if not path.is_file() or not mime.startswith("image/"):
            self._problem(f"the image {source} is not there: put it next to the notebook")
            return source
        if path.stat().st_size > LARGEST:
            self._problem(f"the image {source} is larger than {LARGEST >> 20} MB")
            return source
        data = path.read_bytes()
        if path.is_relative_to(self.folder):
            self.used[path.relative_to(self.folder).as_posix()] = data
        return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"

    def _problem(self, line: str) -> None:
        if line not in self.problems:
            self.problems.append(line)


def attachments_of(cell: Any) -> dict[str, dict[str, str]]:
    """Return the attachments of a cell: name -> {MIME type: base64}."""
    return dict(cell.get("attachments", {})) if hasattr(cell, "get") else {}
