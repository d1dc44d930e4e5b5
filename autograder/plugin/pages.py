"""Markdown in pages for people, without anything that a browser would run."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import bleach
from bleach.sanitizer import ALLOWED_TAGS
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from autograder.files import odd_file
from kit.export.maths import formula

# beside bleach's own
BLOCKS = "h1 h2 h3 h4 h5 h6 p br hr img div span pre table thead tbody tr th td sub sup del details summary"
TAGS = ALLOWED_TAGS.union(BLOCKS.split())
ATTRIBUTES = {"*": ["class", "id", "align"], "a": ["href", "title"], "img": ["src", "alt", "title", "width", "height"]}
PROTOCOLS = {"http", "https", "mailto", "data"}
PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp"}
LARGEST_PICTURE = 2 << 20
LONGEST_FORMULA, MOST_FORMULAS = 400, 40
_PLACE = re.compile("\ue000(\\d+)\ue001")
_CODE = re.compile(r"`([^`]+)`")
_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def clean(source: str, attachments: Any = None) -> str:
    """Render Markdown, formulas set, and drop scripts, handlers and addresses that are code."""
    return _set(source, attachments, lambda html: html)


def complete(source: str, attachments: Any = None, folder: Path | None = None) -> str:
    """As `clean`, for a page that stands alone: pictures of `folder` are in it.

    A picture that is not there, is no plain file, is large or lies elsewhere is named instead.
    """
    return _set(source, attachments, lambda html: _IMAGE.sub(lambda tag: _embedded(tag[0], folder), html))


def own_markdown(source: str) -> str:
    """Markdown of ours, formulas set; what is HTML in it is shown as text."""
    return str(MarkdownWithMath(renderer=_Ours(escape=True)).render(source))


def inline_code(text: str) -> str:
    """A line whose code stands in backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


@pass_context
def clean_markdown(context: Any, source: str) -> str:
    """A cell's Markdown, `clean`; nbgrader's own pages keep what a browser would run."""
    return clean(source, context.get("cell", {}).get("attachments", {}))


class _Ours(IPythonRenderer):
    """Sets formulas."""

    def inline_math(self, body: str) -> str:
        """Return a formula inside a line."""
        return formula(body)

    def block_math(self, body: str) -> str:
        """Return a displayed formula."""
        return formula(body, display=True)


class _Set(IPythonRenderer):
    """Sets a student's formulas; places keep them while the rest is cleaned."""

    def __init__(self, formulas: list[str], attachments: Any) -> None:
        super().__init__(escape=False, attachments=attachments)
        self._formulas = formulas

    def inline_math(self, body: str) -> str:
        """Return the place of a formula inside a line."""
        return self._place(body, display=False)

    def block_math(self, body: str) -> str:
        """Return the place of a displayed formula."""
        return self._place(body, display=True)

    def _place(self, body: str, display: bool) -> str:
        if len(body) > LONGEST_FORMULA or len(self._formulas) == MOST_FORMULAS:
            return f"<code>{escape(body)}</code>"
        self._formulas.append(formula(body, display))
        return f"\ue000{len(self._formulas) - 1}\ue001"


def _set(source: str, attachments: Any, change: Callable[[str], str]) -> str:
    """Render Markdown, clean and `change` it, and put the formulas in."""
    formulas: list[str] = []
    source = source.replace("\ue000", "").replace("\ue001", "")
    try:
        html = MarkdownWithMath(renderer=_Set(formulas, attachments or {})).render(source)
    except InvalidNotebook:  # an attachment is missing
        html = f"<pre>{escape(source)}</pre>"
    html = change(str(bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)))
    return _PLACE.sub(lambda place: formulas[int(place[1])], html)


def _embedded(tag: str, folder: Path | None) -> str:
    """An image with its file in it; one that is in it already as it is."""
    found = _SOURCE.search(tag)
    source = unescape(found[1]) if found else ""
    if source.startswith("data:image/"):
        return tag
    data = None if folder is None or _ADDRESS.match(source) else _picture(folder, unquote(source))
    if found is None or data is None:
        return f"<em>({escape(source or 'picture')})</em>"
    return tag.replace(found[0], f'src="{data}"')


def _picture(folder: Path, name: str) -> str | None:
    """A picture in the folder as an address that holds it."""
    path = PurePosixPath(name.removeprefix("./"))
    kind, here = PICTURES.get(path.suffix.lower()), folder / path
    if kind is None or path.is_absolute() or ".." in path.parts or not here.is_file() or odd_file(folder):
        return None
    if here.stat().st_size > LARGEST_PICTURE:
        return None
    return f"data:image/{kind};base64,{base64.b64encode(here.read_bytes()).decode('ascii')}"
