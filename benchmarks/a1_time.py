"""Seconds that notebook A1, solved, takes by part: one Markdown table.

python benchmarks/a1_time.py [--budget demo]
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

PART = re.compile(r"^#+ (?:Part )?(\d)\b", re.M)


class Moment(NamedTuple):
    """A cell of `part` begins: wall clock, and CPU time of the kernel."""

    part: str
    wall: float
    cpu: float


def main() -> None:
    """Solve the release, run it in a folder of its own and print seconds by part."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--budget", default="demo", choices=("demo", "grade"))
    os.environ["KIT_BUDGET"] = options.parse_args().budget
    os.environ.pop("PYTHONPATH", None)
    assignment = Course.at(Path(__file__).resolve().parents[1]).assignment("A1")
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    notebook = fill_in(assignment, release, source, number=17)
    cells: list[Moment] = []
    part = "0"

    def note(cell: Any, cell_index: int) -> None:
        nonlocal part
        if cell.cell_type == "markdown" and (found := PART.search(cell.source)):
            part = found[1]
        kernel: Any = client.km
        used = psutil.Process(kernel.provisioner.process.pid).cpu_times()
        cells.append(Moment(part, time.perf_counter(), used.user + used.system))

    with tempfile.TemporaryDirectory() as folder:
        there = shutil.copytree(assignment.release.parent, Path(folder) / "A1")
        resources = {"metadata": {"path": str(there)}}
        client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources, on_cell_start=note)
        client.execute()
    print("| part | seconds | CPU seconds |\n|---|---|---|")
    for name in sorted({part for part, _, _ in cells}):
        print(row(name, [(a, b) for a, b in pairwise(cells) if a.part == name]))
    print(row("all", list(pairwise(cells))))


def row(name: str, steps: list[tuple[Moment, Moment]]) -> str:
    """One line: wall clock and CPU that these steps took together."""
    wall = sum(after.wall - before.wall for before, after in steps)
    cpu = sum(after.cpu - before.cpu for before, after in steps)
    return f"| {name} | {wall:.1f} | {cpu:.1f} |"


if __name__ == "__main__":
    main()
