"""Seconds that a notebook, solved, takes by part and by kind of cell: one Markdown table.

python benchmarks/notebook_time.py A1 [--budget demo]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import psutil  # comes with ipykernel
from nbclient import NotebookClient

from autograder.course import Course
from autograder.sample.solve import fill_in

PART = re.compile(r"^#+ (?:Part (\w)|(\d))\b", re.M)


class Moment(NamedTuple):
    """A cell of `part`, with this role, begins: wall clock, and CPU time of the kernel."""

    part: str
    role: str
    wall: float
    cpu: float


def main() -> None:
    """Solve the release, run it in a folder of its own and print seconds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("notebook", help="its id")
    options.add_argument("--budget", default="demo", choices=("demo", "grade"))
    asked = options.parse_args()
    os.environ["KIT_BUDGET"] = asked.budget
    os.environ.pop("PYTHONPATH", None)
    assignment = Course.at(Path(__file__).resolve().parents[1]).assignment(asked.notebook)
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    notebook = fill_in(assignment, release, source, number=17)
    cells: list[Moment] = []
    part = "0"

    def note(cell: Any, cell_index: int) -> None:
        nonlocal part
        if cell.cell_type == "markdown" and (found := PART.search(cell.source)):
            part = found[1] or found[2]
        kernel: Any = client.km
        used = psutil.Process(kernel.provisioner.process.pid).cpu_times()
        role = cell.metadata.get("course", {}).get("role", "text")
        cells.append(Moment(part, role, time.perf_counter(), used.user + used.system))

    with tempfile.TemporaryDirectory() as folder:
        there = shutil.copytree(assignment.release.parent, Path(folder) / assignment.id)
        resources = {"metadata": {"path": str(there)}}
        client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources, on_cell_start=note)
        client.execute()
    steps = list(pairwise(cells))
    print("| | seconds | CPU seconds |\n|---|---|---|")
    for name in sorted({one.part for one in cells}):
        print(row(f"part {name}", [step for step in steps if step[0].part == name]))
    for name in sorted({one.role for one in cells} - {"text"}):
        print(row(f"cells of role {name}", [step for step in steps if step[0].role == name]))
    print(row("all", steps))


def row(name: str, steps: list[tuple[Moment, Moment]]) -> str:
    """One line: wall clock and CPU that these steps took together."""
    wall = sum(after.wall - before.wall for before, after in steps)
    cpu = sum(after.cpu - before.cpu for before, after in steps)
    return f"| {name} | {wall:.1f} | {cpu:.1f} |"


if __name__ == "__main__":
    main()
