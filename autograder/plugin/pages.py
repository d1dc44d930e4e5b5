"""Markdown in the pages of feedback and formgrader, without anything that a browser would run."""

from __future__ import annotations

from html import escape
from typing import Any

import bleach
from bleach.sanitizer import ALLOWED_TAGS
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

BLOCKS = "h1 h2 h3 h4 h5 h6 p br hr img div span pre table thead tbody tr th td sub sup del"  # beside bleach's own
TAGS = ALLOWED_TAGS.union(BLOCKS.split())
ATTRIBUTES = {"*": ["class", "id", "align"], "a": ["href", "title"], "img": ["src", "alt", "title", "width", "height"]}
PROTOCOLS = {"http", "https", "mailto", "data"}


def clean(source: str, attachments: Any = None) -> str:
    """Render Markdown and drop scripts, handlers and addresses that are code."""
    renderer = IPythonRenderer(escape=False, attachments=attachments or {})
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook:  # an attachment is missing
        html = f"<pre>{escape(source)}</pre>"
    return str(bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True))


@pass_context
def clean_markdown(context: Any, source: str) -> str:
    """A cell's Markdown, `clean`; nbgrader's own pages keep what a browser would run."""
    return clean(source, context.get("cell", {}).get("attachments", {}))
