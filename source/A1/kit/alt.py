"""Alternative text of figures: what a cell's line ``# alt: ...`` says, for those who cannot see what it draws.

The text goes to where each program looks: VS Code takes an image's ``text/plain``, nbconvert its metadata ``alt``.
JupyterLab gives images of outputs no alternative text (github.com/jupyter/enhancement-proposals/issues/120): there a
paragraph stands before the image that only screen readers find.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

_LINE = re.compile(r"^# alt: *(\S.*?) *$", re.M)
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
_KEY = "course_alt"
MARK = "course-alternative-text"
"""The class of the paragraph."""
_HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


def alternative_text(source: str) -> str:
    """Return what the cell says of its figures; empty where it says nothing."""
    found = _LINE.search(source)
    return found[1] if found else ""


def describe_figures(shell: Any) -> None:
    """From now on send the alternative text along with every figure; a second call changes nothing.

    Parameters
    ----------
    shell
        IPython's. One that does not send messages (a terminal's) is left as it is.
    """
    if _KEY in shell.meta or not hasattr(shell.display_pub, "register_hook"):
        return
    shell.meta[_KEY] = figures = _Figures(shell)
    shell.events.register("pre_run_cell", figures.begin)
    shell.display_pub.register_hook(figures.describe)


class _Figures:
    """Knows the text of the cell that runs."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._text = ""
        self._said = False

    def begin(self, info: Any) -> None:
        """A cell starts."""
        self._text, self._said = alternative_text(info.raw_cell or ""), False

    def describe(self, message: dict[str, Any]) -> dict[str, Any]:
        """Put the text into a message that shows an image."""
        content = message["content"]
        data = content.get("data", {})
        kinds = [kind for kind in _IMAGES if kind in data]
        if self._text and kinds:
            data["text/plain"] = self._text
            for kind in kinds:
                content["metadata"][kind] = {**content["metadata"].get(kind, {}), "alt": self._text}
            if not self._said and "__vsc_ipynb_file__" not in self._shell.user_ns:
                self._said = True
                hidden = f'<p class="jp-sr-only {MARK}" style="{_HIDDEN}">Figure: {escape(self._text)}</p>'
                self._shell.display_pub.publish({"text/html": hidden, "text/plain": f"Figure: {self._text}"})
        return message
