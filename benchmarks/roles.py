"""The processes of a cluster on this machine, each with all its children in a control group: what each role uses."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.commands import environment
from benchmarks.light import ROOT
from benchmarks.meter import Group

LOOK_SECONDS = 1.0
DASK = [sys.executable, "-m", "dask"]


class Role:
    """A command with everything it starts, in a group of its own."""

    def __init__(self, command: list[str], cwd: Path) -> None:
        self.group = Group()
        self._log = (cwd / f"{os.urandom(4).hex()}.log").open("w+")
        self.process = subprocess.Popen(
            self.group.inside(command),
            cwd=cwd,
            env=environment() | {"PYTHONPATH": str(ROOT)},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def memory(self) -> float:
        """MB that its processes hold, shared pages divided among those who share them."""
        total = 0
        for pid in self.group.pids():
            with contextlib.suppress(psutil.Error):
                total += psutil.Process(pid).memory_full_info().pss
        return total / 1e6

    def said(self) -> str:
        """The end of what the command wrote."""
        self._log.seek(0)
        return self._log.read()[-2000:]

    def close(self) -> None:
        """End what is left in the group."""
        while pids := self.group.pids():
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.poll()
            time.sleep(0.02)
        self.process.wait()
        self._log.close()


@dataclass
class Watch:
    """Looks at roles from time to time: processor seconds by time, and the most memory."""

    roles: Mapping[str, Role]
    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Look until the block ends."""
        end = threading.Event()
        thread = threading.Thread(target=self._follow, args=(end,))
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def between(self, name: str, start: float, end: float) -> float:
        """Processor seconds of a role between two moments, by the nearest looks."""
        first, last = (min(self.seconds[name], key=lambda look: abs(look[0] - at)) for at in (start, end))
        return (last[1] - first[1]) / max(last[0] - first[0], 1e-9) * (end - start)

    def _follow(self, end: threading.Event) -> None:
        while not end.wait(LOOK_SECONDS):
            for name, role in self.roles.items():
                self.seconds.setdefault(name, []).append((time.time(), role.group.used()))
                self.memory[name] = max(self.memory.get(name, 0.0), role.memory())


@contextlib.contextmanager
def cluster(workers: int, folder: Path) -> Iterator[tuple[str, dict[str, Role]]]:
    """A scheduler and workers for one submission at a time each; yields the address and the roles."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, quiet = f"tcp://127.0.0.1:{port}", ["--no-dashboard"]
    roles: dict[str, Role] = {}
    try:
        roles["scheduler"] = Role([*DASK, "scheduler", "--host", "127.0.0.1", "--port", str(port), *quiet], folder)
        for number in range(1, workers + 1):
            own = ["--nthreads", "1", "--no-nanny", *quiet, "--local-directory", str(folder / f"worker {number}")]
            roles[f"worker {number}"] = Role([*DASK, "worker", address, *own], folder)
        yield address, roles
    finally:
        for role in roles.values():
            role.close()
