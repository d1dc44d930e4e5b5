"""The HTML page: nbconvert's, with everything inside and nothing that is loaded or run."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from kit.alt import MARK, alternative_text
from kit.export.images import Images, attachments_of
from kit.export.maths import formula
from kit.language import tr

# A page may show what it holds; it loads nothing and runs nothing, whatever an output contains.
POLICY = "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'"

# nbconvert's page without the scripts that it loads from the network
_TEMPLATE = """{%- extends 'index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
"""

NOT_KEPT = "(interactive output, not kept)"
_MOVING = re.compile("<(?:script|iframe)", re.I)
WIDGET = "application/vnd.jupyter.widget-view+json"

# richest first, without what only a script could show
_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]

_STYLE = """
.submission { font: 14px/1.5 system-ui, sans-serif; border: 1px solid #888; padding: .6em 1em; margin: 1em; }
.submission.forced { border: 4px double #a00; }
.submission code { font-size: 12px; overflow-wrap: anywhere; }
.tex-display { text-align: center; margin: .6em 0; overflow-x: auto; }
img.tex { display: inline-block; max-width: none; }
"""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the notebook: whose it is, when it was exported, what is wrong with it."""

    title: str
    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()


class _Renderer(IPythonRenderer):
    """Markdown with images embedded and formulas set."""

    def __init__(self, images: Images, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=attachments)
        self.pictures, self.attached = images, attachments

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return an image tag."""
        source = escape(self.pictures.embed(url, self.attached))
        label = f' title="{escape(title)}"' if title else ""
        return f'<img src="{source}" alt="{escape(text, quote=True)}"{label}>'

    def block_html(self, html: str) -> str:
        """Return a block of HTML."""
        return str(super().block_html(self.pictures.embed_tags(html, self.attached)))

    def inline_html(self, html: str) -> str:
        """Return a tag inside a line."""
        return str(super().inline_html(self.pictures.embed_tags(html, self.attached)))

    def inline_math(self, body: str) -> str:
        """Return a formula inside a line."""
        return formula(body)

    def block_math(self, body: str) -> str:
        """Return a displayed formula."""
        return formula(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        r"""Return a displayed environment such as ``\\begin{align}``."""
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)


class _Exporter(HTMLExporter):
    """nbconvert's exporter with our markdown."""

    def __init__(self, images: Images) -> None:
        super().__init__(raw_template=_TEMPLATE)  # type: ignore[no-untyped-call]
        self.display_data_priority = _SHOWN
        self.images = images

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Return the HTML of a markdown cell or output."""
        renderer = _Renderer(self.images, attachments_of(context.get("cell")))
        return str(MarkdownWithMath(renderer=renderer).render(source))


def render(notebook: NotebookNode, title: str, images: Images) -> str:
    """Return the notebook as HTML; ``images`` learns what was used and what is missing."""
    shown = copy.deepcopy(notebook)
    shown.metadata.pop("widgets", None)
    shown.metadata["title"] = title
    for cell in shown.cells:
        if cell.source.startswith("%%needs"):  # what follows is Python, to be coloured as such
            cell.metadata["magics_language"] = "python"
        if cell.cell_type == "code":  # without what the images say themselves
            cell.outputs = [one for one in cell.outputs if MARK not in str(one.get("data", {}).get("text/html", ""))]
        for output in cell.get("outputs", []):
            _prepare(output.get("data", {}), alternative_text(cell.source), images)
    html, _ = _Exporter(images).from_notebook_node(shown)
    return str(html)


def _prepare(data: dict[str, Any], alternative: str, images: Images) -> None:
    """Change one output's data into what a page without scripts can show."""
    if WIDGET in data:  # its text is the state at the start, such as a progress bar at 0 %
        data["text/plain"] = NOT_KEPT
    if "text/html" in data:
        data["text/html"] = images.embed_files(_still(str(data["text/html"])))
    elif "text/latex" in data:
        data["text/html"] = formula(str(data["text/latex"]).strip().strip("$"), display=True)
    elif alternative and (kind := next((one for one in ("image/png", "image/jpeg") if one in data), None)):
        source = f"data:{kind};base64,{''.join(str(data[kind]).split())}"
        data["text/html"] = f'<img src="{source}" alt="{escape(alternative)}">'


def _still(html: str) -> str:
    """An output without what would run or load, such as TensorBoard's frame."""
    if not _MOVING.search(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["script", "iframe"]):
        tag.decompose()
    return str(soup) if soup.get_text(strip=True) or soup.find(["img", "svg"]) else NOT_KEPT


def complete(html: str, head: Head, script: str) -> str:
    """Put the policy, the carried submission and the box at the top into a rendered page."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    html = html.replace("</head>", f"<style>{_STYLE}</style>\n{policy}\n{script}\n</head>", 1)
    start = html.index(">", html.index("<body")) + 1
    return html[:start] + _box(head) + html[start:]


def _box(head: Head) -> str:
    lines = "<br>".join(f"<code>{escape(line)}</code>" for line in head.lines)
    warning = ""
    if head.problems:
        items = "".join(f"<li>{escape(tr(problem))}</li>" for problem in head.problems)
        warning = f"<p><strong>{tr('Exported although it was not ready:')}</strong></p><ul>{items}</ul>"
    kind = "submission forced" if head.problems else "submission"
    return f'<section class="{kind}"><strong>{escape(head.title)}</strong><br>{lines}{warning}</section>'
