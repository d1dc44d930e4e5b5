r"""Formulas as small SVG images, so that a page needs neither a network nor a script.

matplotlib's mathtext sets the symbols; rows and columns (``aligned``, ``cases``, ``pmatrix``, ...), which it
does not know, are put together here. What cannot be set stays readable as TeX.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from html import escape

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D

EM = 100.0  # units of a path per em
SCALE = 1.12  # of the text around: the letters of the formula font are small
AXIS = 25.0  # height of the fraction line above the baseline
_FONT = FontProperties(family="serif", size=EM, math_fontfamily="stix")

# environment -> its delimiters and the alignment of its columns, repeated
_GRIDS = {
    "aligned": ("", "", "rl"),
    "align": ("", "", "rl"),
    "alignat": ("", "", "rl"),
    "split": ("", "", "rl"),
    "gather": ("", "", "c"),
    "gathered": ("", "", "c"),
    "equation": ("", "", "c"),
    "array": ("", "", "c"),
    "matrix": ("", "", "c"),
    "pmatrix": ("(", ")", "c"),
    "bmatrix": ("[", "]", "c"),
    "vmatrix": ("|", "|", "c"),
    "cases": (r"\{", "", "l"),
}
_BEGIN = re.compile(r"\\begin\{([a-z]+)\*?\}(\{[^{}]*\})?")
_EDGE = re.compile(r"\\(begin|end)\{")
_NEWLINE = re.compile(r"\\\\(?:\[[^\]]*\])?")

# names that TeX knows and mathtext does not
_NAMES = {
    "le": r"\leq ", "ge": r"\geq ", "ne": r"\neq ", "lt": "<", "gt": ">", "iff": r"\Leftrightarrow ",
    "implies": r"\Rightarrow ", "land": r"\wedge ", "lor": r"\vee ", "lnot": r"\neg ", "colon": ":",
    "lvert": "|", "rvert": "|", "vert": "|", "lVert": r"\|", "rVert": r"\|", "Vert": r"\|",
    "lbrace": r"\{", "rbrace": r"\}", "lbrack": "[", "rbrack": "]", "tfrac": r"\frac", "cfrac": r"\dfrac",
    "bm": r"\boldsymbol", "mathds": r"\mathbb", "textbf": r"\mathbf", "textit": r"\mathit",
    "texttt": r"\mathtt", "textrm": r"\mathrm", "textsf": r"\mathsf", "mbox": r"\text",
    "argmax": r"\operatorname{arg\,max}", "argmin": r"\operatorname{arg\,min}",
    "mod": r"\operatorname{mod}", "bmod": r"\operatorname{mod}", "dotsc": r"\ldots ", "dotsb": r"\cdots ",
    "sum": r"\,\sum ", "prod": r"\,\prod ", "qquad": r"\quad\quad ",
}  # fmt: skip
_IGNORED = ["displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag"]
_IGNORED += [f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")]
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_SHORT_FRACTION = re.compile(r"(\\d?frac) *([0-9A-Za-z]) *([0-9A-Za-z])")
_SHORT_ARGUMENT = re.compile(r"(\\(?:sqrt|math[a-z]+|boldsymbol|text)(?![A-Za-z])) *([0-9A-Za-z])(?![A-Za-z])")


class Box:
    """A set piece of a formula: its outline and its extent from the baseline, in units of `EM`."""

    def __init__(self, path: Path, width: float, ascent: float, descent: float) -> None:
        self.path, self.width, self.ascent, self.descent = path, width, ascent, descent

    def moved(self, x: float, y: float) -> Path:
        """Return the outline moved to the right by ``x`` and up by ``y``."""
        return self.path.transformed(Affine2D().translate(x, y))


def formula(tex: str, display: bool = False) -> str:
    """Return HTML for a formula: an image whose alternative text is the TeX, or the TeX itself."""
    image = _image(tex.strip(), display)
    if image is None:
        image = f'<code class="tex">{escape(tex.strip())}</code>'
    return f'<div class="tex-display">{image}</div>' if display else image


@lru_cache(maxsize=2048)
def _image(tex: str, display: bool) -> str | None:
    try:
        box = _set(" ".join(tex.split()), display)
    except Exception:  # of several kinds, the parser's own among them: the TeX is shown
        return None
    margin = 4.0
    height, width = box.ascent + box.descent + 2 * margin, box.width + 2 * margin
    outline = _svg_path(box.path, margin, box.ascent + margin)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}"><path d="{outline}"/></svg>'
    )
    data = base64.b64encode(svg.encode("ascii")).decode("ascii")
    style = f"height:{SCALE * height / EM:.3f}em;vertical-align:{-SCALE * (box.descent + margin) / EM:.3f}em"
    return f'<img class="tex" style="{style}" alt="{escape(tex)}" src="data:image/svg+xml;base64,{data}">'


def _set(tex: str, display: bool) -> Box:
    """Set a formula that may hold environments or lines."""
    found = _BEGIN.search(tex)
    if found is None:
        if _NEWLINE.search(tex):
            return _grid(tex, "c", display)
        return _set_simple(tex, display)
    end = _closing(tex, found.end())
    body, rest = tex[found.end() : end], tex[tex.index("}", end) + 1 :]
    left, right, columns = _GRIDS[found[1]]
    if found[1] == "array":
        columns = re.sub("[^lcr]", "", found[2] or "") or columns
    pieces = [_set_simple(tex[: found.start()], display), _delimiter(left), _grid(body, columns, display)]
    pieces += [_delimiter(right), _set(rest, display)]
    for side in (1, 3):
        pieces[side] = _stretched(pieces[side], pieces[2])
    return _side_by_side(pieces)


def _set_simple(tex: str, display: bool) -> Box:
    """Set a formula that mathtext knows."""
    tex = _normal(tex, display)
    if not tex:
        return Box(Path(np.empty((0, 2))), 0.0, 0.0, 0.0)
    text = f"${tex}$"
    width, height, descent = text_to_path.get_text_width_height_descent(text, _FONT, ismath=True)
    path = TextPath((0, 0), text, size=EM, prop=_FONT)
    return Box(path, width, height - descent, descent)


def _normal(tex: str, display: bool) -> str:
    """Replace what mathtext does not know by what it knows."""
    tex = re.sub(r"\\(?:label|tag)\*?\{[^{}]*\}|\\hline", "", tex)
    tex = _COMMAND.sub(lambda found: "" if found[1] in _IGNORED else _NAMES.get(found[1], found[0]), tex)
    tex = _SHORT_FRACTION.sub(r"\1{\2}{\3}", tex)
    tex = _SHORT_ARGUMENT.sub(r"\1{\2}", tex)
    tex = re.sub(r"(?<!\\)\$", r"\\$", tex.replace("~", r"\ "))
    return (_large_fractions(tex) if display else tex).strip()


def _large_fractions(tex: str) -> str:
    """Fractions of a displayed formula are set in full size, those inside of others are not."""
    depth, out = 0, []
    for token in re.findall(r"\\[A-Za-z]+|\\.|.", tex):
        depth += {"{": 1, "}": -1}.get(token, 0)
        out.append(r"\dfrac" if token == r"\frac" and depth == 0 else token)
    return "".join(out)


def _closing(tex: str, start: int) -> int:
    r"""Return where the ``\end`` stands that belongs to the ``\begin`` before ``start``."""
    depth = 1
    for edge in _EDGE.finditer(tex, start):
        depth += 1 if edge[1] == "begin" else -1
        if depth == 0:
            return edge.start()
    raise ValueError("an environment is not closed")


def _cut(tex: str, at: re.Pattern[str]) -> list[str]:
    """Cut where ``at`` matches outside of inner environments and braces."""
    pieces, last, depth = [], 0, 0
    position = 0
    while position < len(tex):
        if depth == 0 and (found := at.match(tex, position)):
            pieces.append(tex[last : found.start()])
            last = position = found.end()
            continue
        token = re.match(r"\\(?:begin|end)\{|\\.|.", tex[position:])
        assert token is not None
        depth += {"{": 1, "}": -1, "\\begin{": 2, "\\end{": 0}.get(token[0], 0)
        position += len(token[0])
    return [*pieces, tex[last:]]


def _grid(body: str, columns: str, display: bool) -> Box:
    """Set rows and columns, centred on the axis."""
    cells = [[_set(cell, display) for cell in _cut(row, re.compile("&"))] for row in _cut(body, _NEWLINE)]
    if len(cells) > 1 and not any(cell.width for cell in cells[-1]):
        cells.pop()  # a line break after the last row
    count = max(map(len, cells))
    widths = [max(row[j].width for row in cells if j < len(row)) for j in range(count)]
    gaps = [25.0 if columns == "rl" and j % 2 else 100.0 for j in range(1, count)]
    starts = np.cumsum([0.0, *(w + g for w, g in zip(widths, [*gaps, 0.0], strict=True))])
    paths, y = [], 0.0
    for row in cells:
        y -= max(60.0, *(cell.ascent for cell in row))
        for j, cell in enumerate(row):
            slack = widths[j] - cell.width
            shift = {"l": 0.0, "c": slack / 2, "r": slack}[columns[j % len(columns)]]
            paths.append(cell.moved(float(starts[j]) + shift, y))
        y -= max(20.0, *(cell.descent for cell in row)) + 30.0
    height = -y - 30.0
    up = height / 2 + AXIS
    joined = Path.make_compound_path(*paths).transformed(Affine2D().translate(0, up))
    return Box(joined, float(starts[-1]), up, height - up)


def _delimiter(symbol: str) -> Box:
    return _set_simple(symbol, display=False)


def _stretched(delimiter: Box, content: Box) -> Box:
    """Return the delimiter as tall as ``content``."""
    if not delimiter.width:
        return delimiter
    factor = (content.ascent + content.descent) / (delimiter.ascent + delimiter.descent)
    map_ = Affine2D().translate(0, delimiter.descent).scale(1, factor).translate(0, -content.descent)
    return Box(delimiter.path.transformed(map_), delimiter.width, content.ascent, content.descent)


def _side_by_side(boxes: list[Box]) -> Box:
    boxes = [box for box in boxes if box.width]
    starts = np.cumsum([0.0, *(box.width + 12.0 for box in boxes)])
    paths = [box.moved(float(x), 0) for box, x in zip(boxes, starts, strict=False)]
    ascent, descent = max(box.ascent for box in boxes), max(box.descent for box in boxes)
    return Box(Path.make_compound_path(*paths), float(starts[-1]) - 12.0, ascent, descent)


def _svg_path(path: Path, dx: float, baseline: float) -> str:
    """Return SVG path data; the y axis of a path points up, that of SVG down."""
    letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
    out = []
    for points, code in path.iter_segments(simplify=False, curves=True):
        letter = letters[code]
        out.append(letter)
        if letter != "Z":
            pairs = np.asarray(points).reshape(-1, 2)
            out.append(" ".join(f"{x + dx:.4g} {baseline - y:.4g}" for x, y in pairs))
    return "".join(out)
