"""A dress rehearsal: the saved notebook in a fresh kernel and a clean folder, as grading will run it.

It finds what passes at home and fails in grading. It cannot say which marks there will be: grading has other numbers
and other checks. The code runs as yourself, without the confinement that grading has: rehearse your own notebook only.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kit.language import tr

STEP = "step "
"""Begins a line that tells a parent process how far the rehearsal is."""

__all__ = ["RehearsalError", "rehearse", "validate_here"]

CELL_SECONDS, ALL_SECONDS = 60, 600
"""What grading allows a cell and all cells together (`autograder.engine.job.Limits`)."""
LARGEST = 16 * 2**20
"""Bytes of a notebook beyond which collecting leaves the outputs out."""


class RehearsalError(Exception):
    """There is nothing to rehearse; the message says why and what to do."""


def rehearse(
    notebook: Path,
    folder: Path | None = None,
    cell_seconds: int = CELL_SECONDS,
    all_seconds: float = ALL_SECONDS,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> list[str]:
    """Return one line for each thing that would go wrong; none when all is well.

    Parameters
    ----------
    notebook
        The saved file.
    folder
        Holds ``course.json`` and the other files of the release; by default the notebook's own folder.
    cell_seconds, all_seconds
        Limits on wall time.
    step
        Told after each cell how many of how many are done.

    Raises
    ------
    RehearsalError
        The file or the release beside it is not there or cannot be read.
    """
    from kit.rehearsal.findings import find

    return find(notebook, folder or notebook.parent, cell_seconds, all_seconds, step)


def validate_here(notebook: Path | None, unsaved: bool = False) -> None:
    """Rehearse in a process of its own and print what it says: in the notebook, whose kernel stays as it is."""
    if notebook is None:
        return print(tr('Which notebook? Say validate("A1.ipynb").'))
    if unsaved:
        print(tr("Cells ran after the notebook was saved last. What is saved is what runs here: save first (Ctrl+S)."))
    from tqdm.auto import tqdm

    folder = notebook.resolve().parent
    where = folder if (folder / "kit" / "rehearsal").is_dir() else Path.cwd()
    command = [sys.executable, "-m", "kit.rehearsal", "--steps", str(notebook.resolve())]
    with (
        subprocess.Popen(
            command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        ) as child,
        tqdm(unit="cell") as bar,
    ):
        for line in child.stdout or ():
            if line.startswith(STEP):
                done, bar.total = map(int, line.removeprefix(STEP).split())
                bar.update(done - bar.n)
            else:
                bar.write(line.rstrip("\n"))
