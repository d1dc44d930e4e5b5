"""Seconds that notebook A1, solved, takes by part (part 0 with the start of the kernel): one Markdown table.

python benchmarks/a1_time.py [--budget demo]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from autograder.course import Course
from autograder.sample.solve import fill_in

PART = re.compile(r"^#+ (?:Part )?(\d)\b", re.M)


def main() -> None:
    """Solve the release, run it in a folder of its own and print seconds by part."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--budget", default="demo", choices=("demo", "grade"))
    os.environ["KIT_BUDGET"] = options.parse_args().budget
    os.environ.pop("PYTHONPATH", None)
    assignment = Course.at(Path(__file__).resolve().parents[1]).assignment("A1")
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    notebook = fill_in(assignment, release, source, number=17)
    seconds: Counter[str] = Counter()
    part, begun = "0", time.perf_counter()

    def book(cell: Any, cell_index: int) -> None:
        """Add the time since the last cell began to its part."""
        nonlocal part, begun
        seconds[part] += time.perf_counter() - begun
        if cell.cell_type == "markdown" and (found := PART.search(cell.source)):
            part = found[1]
        begun = time.perf_counter()

    with tempfile.TemporaryDirectory() as folder:
        there = shutil.copytree(assignment.release.parent, Path(folder) / "A1")
        resources = {"metadata": {"path": str(there)}}
        client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources, on_cell_start=book)
        client.execute()
    seconds[part] += time.perf_counter() - begun
    print("| part | seconds |\n|---|---|")
    for name, taken in sorted(seconds.items()):
        print(f"| {name} | {taken:.1f} |")
    print(f"| all | {sum(seconds.values()):.1f} |")


if __name__ == "__main__":
    main()
