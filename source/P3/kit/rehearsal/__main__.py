"""``python -m kit.rehearsal A1.ipynb``: the same as ``validate()`` in the notebook."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from kit.language import tr
from kit.rehearsal import CELL_SECONDS, STEP, RehearsalError, rehearse


def report(notebook: Path, folder: Path | None = None, cell_seconds: int = CELL_SECONDS, steps: bool = False) -> int:
    """Rehearse, print the findings and return the exit code: 0 nothing to say, 1 findings.

    With `steps` progress is told in lines for a parent process, else by a bar in a terminal.
    """
    start = time.perf_counter()
    if not notebook.is_file():
        raise RehearsalError(f"there is no notebook {notebook}")
    saved = datetime.fromtimestamp(notebook.stat().st_mtime)
    head = f"{notebook.name} as saved {saved:%Y-%m-%d %H:%M:%S}, in a fresh kernel and a clean folder ..."
    print(tr(head), flush=True)
    with tqdm(unit="cell", leave=False, disable=steps or not sys.stderr.isatty()) as bar:

        def step(done: int, total: int) -> None:
            if steps:
                print(f"{STEP}{done} {total}", flush=True)
            bar.total = total
            bar.update()

        found = rehearse(notebook, folder, cell_seconds, step=step)
    for line in found:
        print(f"  - {tr(line)}")
    count = f"{len(found)} finding{'s' * (len(found) != 1)}" if found else "nothing to say: it runs as in grading"
    print(f"{tr(count)} ({time.perf_counter() - start:.0f} s)")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Rehearse and return the exit code: 0 nothing to say, 1 findings, 2 called wrongly."""
    parser = argparse.ArgumentParser(prog="python -m kit.rehearsal", description=__doc__)
    parser.add_argument("notebook", type=Path, help="the saved notebook, in the folder of the release")
    parser.add_argument("--steps", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    try:
        return report(given.notebook, steps=given.steps)
    except RehearsalError as error:
        print(tr(str(error)), file=sys.stderr)
        return 2


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # Windows: names of any alphabet
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
