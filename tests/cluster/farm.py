"""A cluster of real processes on this machine: a scheduler, workers, the command that grades; and what became of it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.cluster.ledger import DONE, ledger_path, read_events
from autograder.course import Course
from autograder.grading import nbgrader_side

ROOT = Path(__file__).parents[2]
DASK = [sys.executable, "-m", "dask"]
AUTOGRADER = [sys.executable, "-c", "from autograder.cli import main; import sys; sys.argv[0] = 'autograder'; main()"]
AGAIN = 'while true; do "$@"; done'
"""What systemd, Slurm or Kubernetes do for a worker that ends: start it again."""
SETTINGS = {
    "PYTHONPATH": str(ROOT),
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "11s",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30s",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false",
}
PATIENCE = 300.0


class Farm:
    """Starts processes, each in a session of its own; all end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tmp = folder, folder / "tmp"  # where the lock of a machine is, too
        self.tmp.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._started: list[subprocess.Popen[bytes]] = []

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start a scheduler and wait until it listens."""
        started = self._start("scheduler", [*DASK, "scheduler", "--port", str(self.port), "--dashboard-address", ":0"])
        wait_until(lambda: self._listens() or started.poll() is not None)
        return started

    def worker(
        self,
        name: str,
        address: str = "",
        preload: Path | None = None,
        within: tuple[str, ...] = (),
        again: bool = False,
    ) -> subprocess.Popen[bytes]:
        """Start a worker for one submission at a time; `again`: and another one when it ends."""
        command = [*DASK, "worker", address or self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        command += ["--local-directory", str(self.folder / name), *(["--preload", str(preload)] if preload else [])]
        return self._start(name, [*(["bash", "-c", AGAIN, "again"] if again else []), *within, *command])

    def grade(self, course: Course, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the command that grades."""
        return self._start("grade", [*AUTOGRADER, "grade", "M1", "--cluster", self.address, *arguments], course.root)

    def said(self, name: str) -> str:
        """What a process wrote."""
        path = self.folder / f"{name}.log"
        return path.read_text() if path.is_file() else ""

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL for a process and everything in its session that is still there."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """End everything."""
        for process in self._started:
            self.kill(process)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _start(self, name: str, command: list[str], cwd: Path | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=cwd or self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | SETTINGS | {"TMPDIR": str(self.tmp)},
                start_new_session=True,
            )
        self._started.append(process)
        return process


@contextlib.contextmanager
def farm_in(folder: Path) -> Iterator[Farm]:
    """A farm that ends."""
    folder.mkdir()
    farm = Farm(folder)
    try:
        yield farm
    finally:
        farm.close()


def wait_until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


def events(course: Course, kind: str) -> list[dict[str, str]]:
    """Events of one kind in the ledger of M1."""
    path = ledger_path(course.assignment("M1"))
    return [event for event in read_events(path) if event["event"] == kind]


def done(course: Course) -> Counter[str]:
    """How often each student's work was graded."""
    return Counter(event["student"] for event in events(course, DONE))


def marks(course: Course) -> dict[str, float]:
    """The points in the gradebook."""
    with nbgrader_side.gradebook(course) as book:
        return {
            one.student.id: sum(grade.auto_score or 0 for grade in one.notebooks[0].grades)
            for one in book.assignment_submissions("M1")
        }
