"""Recover a notebook from a page that JupyterLab, Notebook or nbconvert made of it ("Save and Export Notebook As").

Best effort: code cells come back as they were (but for blank lines at their ends), markdown as the HTML that
was shown, outputs not at all. Cell ids are kept, so that the repair step can put every answer in its place.
"""

from __future__ import annotations

import re
import warnings

import nbformat.v4 as v4
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from nbformat import NotebookNode, writes

from autograder.collect.record import Status, SubmissionError

LARGEST = 64 * 2**20
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def recover(html: bytes) -> bytes:
    """Return the notebook that ``html`` shows, as the bytes of an .ipynb file, or raise `SubmissionError`."""
    if len(html) > LARGEST:
        raise SubmissionError(Status.REFUSED, f"a page of more than {LARGEST >> 20} MiB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            soup = BeautifulSoup(html, "html.parser")
        except (ValueError, AssertionError, RecursionError) as error:
            raise SubmissionError(Status.UNREADABLE, f"not HTML: {error}") from None
    # an output may show HTML of the same classes: only outermost cells count
    shown = [tag for tag in soup.select("div.jp-Cell, div.cell") if tag.find_parent(class_=["jp-Cell", "cell"]) is None]
    cells = [_cell(tag) for tag in shown]
    if not cells:
        raise SubmissionError(Status.UNREADABLE, "the page holds no notebook: hand in the .ipynb file")
    seen: set[str] = set()
    for tag, cell in zip(shown, cells, strict=True):
        name = str(tag.get("id", "")).removeprefix("cell-id=")
        if _ID.fullmatch(name) and name not in seen:
            cell["id"] = name
        seen.add(cell["id"])
    notebook = v4.new_notebook(cells=cells)
    return str(writes(notebook)).encode("utf-8", "replace")


def _cell(tag: Tag) -> NotebookNode:
    cell: NotebookNode
    if {"jp-CodeCell", "code_cell"} & set(tag.get("class") or ()):
        code = tag.select_one(".jp-InputArea pre, .input_area pre")
        text = "" if code is None else code.get_text().removesuffix("\n")
        cell = v4.new_code_cell(text if text.strip() else "")
    else:
        shown = tag.select_one(".jp-MarkdownOutput, .text_cell_render")
        cell = v4.new_markdown_cell("" if shown is None else _markdown(shown))
    return cell


def _markdown(shown: Tag) -> str:
    """Return what is shown, which markdown accepts as it is; blank lines would end a block of HTML."""
    for anchor in shown.select("a.anchor-link"):
        anchor.decompose()
    return re.sub(r"\n\s*\n", "\n", shown.decode_contents()).strip()
