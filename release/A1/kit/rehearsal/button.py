"""nbgrader's Validate, the button in JupyterLab and ``nbgrader validate``, as the same rehearsal.

Validate runs a notebook and looks at its graded cells. Those of a release hold no test, so it would always say that
all is well. Here the rehearsal takes the place of the cells, and a graded cell shows its findings as an error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import fill
from typing import Any

from kit.language import tr
from kit.saved import notebook_file, read_cells

_TOLD = "NBGRADER_VALIDATING"
_KEY = "course_rehearsal"
PATIENCE = 20  # seconds that a cell waits; Validate stops it after 30
WIDTH = 100  # letters of a line in the button's window


class NotReadyError(Exception):
    """What the rehearsal found, shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def validating() -> bool:
    """Whether Validate runs a release here."""
    return bool(os.environ.get(_TOLD)) and Path("course.json").is_file()


def begin(shell: Any) -> None:
    """Start the rehearsal of the saved notebook; from now on only graded cells run."""
    notebook = notebook_file(shell.user_ns)
    shell.meta[_KEY] = _Rehearsal(notebook)
    shell.input_transformers_cleanup.append(lambda lines: lines if "".join(lines).startswith("grade(") else [])


def graded_cell(shell: Any) -> None:
    """Raise `NotReadyError` in the first graded cell that knows what was found; others say nothing."""
    shell.meta[_KEY].look()


class _Rehearsal:
    """Runs in a process of its own while the cells wait for it."""

    def __init__(self, notebook: Path | None) -> None:
        command = [sys.executable, "-m", "kit.rehearsal", str(notebook or "")]
        environment = {name: value for name, value in os.environ.items() if name != _TOLD}
        self._child: subprocess.Popen[str] | None = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self._left = sum(cell.source.startswith("grade(") for cell in read_cells(notebook))

    def look(self) -> None:
        self._left -= 1
        if self._child is None:
            return
        try:
            said, _ = self._child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            if self._left:
                return
            self._child.kill()
            raise NotReadyError(tr("this takes too long here: run validate() in a cell of your own")) from None
        child, self._child = self._child, None
        if child.returncode:
            lines = said.strip().splitlines()
            raise NotReadyError("\n".join(fill(line, WIDTH, subsequent_indent="    ") for line in lines))
