"""The floor: the same cells and the same checks in a fork of a warm process, with nothing else around them.

No nbgrader, repair, sandbox, second process or gradebook: what is left is what grading cannot do without.

python -m benchmarks.bare COURSE ID
prints one JSON list: points, wall seconds and processor seconds of each submission.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import nbformat

from autograder import stock
from autograder.course import Assignment, Course
from autograder.engine import warm
from kit.probes import all_probes
from kit.student.forbidden import plan

SKIPPED = ("check", "grade")


def main() -> None:
    """Fork for each submission and print what it took."""
    course = Course.at(Path(sys.argv[1]))
    assignment = course.assignment(sys.argv[2])
    for name in warm.PRELOAD:
        importlib.import_module(name)
    shell = _warm_up(assignment)
    paths = sorted((course.root / "submitted").glob(f"*/{assignment.id}/{assignment.id}.ipynb"))
    print(json.dumps([_forked(assignment, shell, path) for path in paths]))


def _warm_up(assignment: Assignment) -> Any:
    """Load the checks and run a cell, as the parent of real processes would have."""
    import torch
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    torch.set_num_threads(1)
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.run_cell("from kit.notebook import load\nload()", store_history=False)
    assignment.hidden()
    assignment.module("probes")
    all_probes()
    plan(("conv2d",))  # lists all operators
    weight = torch.nn.Parameter(torch.zeros(2))
    (weight * torch.ones(2)).sum().backward()
    torch.optim.SGD([weight], lr=0.1).step()
    gc.collect()
    gc.freeze()
    return shell


def _forked(assignment: Assignment, shell: Any, path: Path) -> dict[str, float]:
    """Grade one submission in a fork; its parent's share of the fork counts too."""
    start, used = time.perf_counter(), _own_seconds()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.write(tell, json.dumps(_points(assignment, shell, path)).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as answer:
        points = json.loads(answer.read())
    ended = os.wait4(child, 0)[2]
    own = _own_seconds() - used
    return {
        "points": points,
        "wall": time.perf_counter() - start,
        "cpu": own + ended.ru_utime + ended.ru_stime,
    }


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _points(assignment: Assignment, shell: Any, path: Path) -> float:
    """Run the cells of a notebook, then all checks of its exercises."""
    os.chdir(path.parent)
    with open(os.devnull, "w") as nowhere:
        keep, sys.stdout = sys.stdout, nowhere
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and cell.metadata.get("course", {}).get("role") not in SKIPPED:
                shell.run_cell(cell.source, store_history=False)
        sys.stdout = keep
    course = assignment.course
    return sum(
        result.earned for exercise in assignment.hidden() for result in stock.results(course, exercise, shell.user_ns)
    )


if __name__ == "__main__":
    main()
