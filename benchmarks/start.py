"""From nothing to the first executed line: a fork of the warm parent against a process that imports torch.

python -m benchmarks.start
prints one JSON object: wall seconds of each way, one number a repeat.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from autograder.course import Course
from autograder.engine.job import Job, JobCell
from autograder.engine.session import grade
from autograder.engine.warm import WarmParent
from benchmarks.light import ROOT

LINE = "import torch; x = torch.ones(1)"
REPEATS = 3


def main() -> None:
    """Start each way in turn, several times."""
    warm = WarmParent()
    with tempfile.TemporaryDirectory() as folder:
        job = Job("A1", "0", (Path(folder),), (JobCell("line", LINE),), (), Course.at(ROOT).root, 0)

        def fork() -> None:
            record = grade(job, warm)
            if record.cells[0].error:
                raise RuntimeError(record.cells[0].error)

        ways: dict[str, Callable[[], None]] = {"fork": fork, "import": _import, "kernel": _kernel}
        fork()  # the parent itself is started once a class
        took: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(REPEATS):
            for name, way in ways.items():
                start = time.perf_counter()
                way()
                took[name].append(time.perf_counter() - start)
    warm.close()
    print(json.dumps(took))


def _import() -> None:
    subprocess.run([sys.executable, "-c", LINE], check=True)


def _kernel() -> None:
    """A kernel as nbgrader starts one for every submission."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive(LINE, timeout=120)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
