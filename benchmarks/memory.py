"""Peak memory of a grading run, looked at from outside."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

GONE = (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied)
PAUSE = 0.05


class Memory(NamedTuple):
    """Megabytes: the grader and its warm parent (once a class), a worker's own (beyond what it shares with them)."""

    fixed: float
    worker: float


def watch(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Memory:
    """Run a command and return the peaks; a worker is all that serves one submission (``--jobs 1``)."""
    fixed = worker = 0
    with subprocess.Popen(command, cwd=cwd, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        top = psutil.Process(run.pid)
        while run.poll() is None:
            with contextlib.suppress(*GONE):
                fixed = max(fixed, top.memory_info().rss + sum(one.memory_info().rss for one in _warm(top)))
            worker = max(worker, sum(_own(one) for parent in _warm(top) for one in _below(parent)))
            time.sleep(PAUSE)
    return Memory(fixed / 2**20, worker / 2**20)


def _warm(top: psutil.Process) -> Iterator[psutil.Process]:
    with contextlib.suppress(*GONE):
        yield from (one for one in top.children() if "autograder.engine.warm" in " ".join(one.cmdline()))


def _below(parent: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(*GONE):
        return list(parent.children(recursive=True))
    return []


def _own(process: psutil.Process) -> int:
    """Bytes that end with this process; nothing of one that does not let itself be looked at."""
    with contextlib.suppress(*GONE):
        return int(process.memory_full_info().uss)
    return 0
