"""Wall time and processor time of a command with everything that it starts, waited for or not.

`resource.getrusage` misses what nobody waits for: a parent that ignores SIGCHLD, a process namespace that is killed.
So the kernel counts: in a control group of its own, or by ``perf stat``. A meter is used only if it sees a process
that takes pains not to be seen (`BURNER`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

BURNER = """
import os, signal, sys, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
done, told = os.pipe()
if not os.fork():
    os.setsid()
    if not os.fork():
        while time.process_time() < float(sys.argv[1]):
            pass
        os.write(told, b".")
    os._exit(0)
os.read(done, 1)
"""
BURNT, TOLERANCE = 0.5, 0.05
"""Seconds that the burner burns, and how far off a meter may be."""
LEAVE_SECONDS = 10.0
"""What a command leaves behind may run for so long after it."""


class Use(NamedTuple):
    """Seconds of wall time and of processor time (nothing where that cannot be measured)."""

    wall: float
    cpu: float | None


class CommandError(Exception):
    """A command failed; the message ends with what it said last."""


class Meter(Protocol):
    """Runs commands and says what they used."""

    how: str

    def run(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Use:
        """Run a command to its end. Raises `CommandError` if it fails."""


class Group:
    """Counts with a control group (version 2)."""

    how = "cgroup v2"

    def __init__(self) -> None:
        mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
        top = next((Path(one[4]) for one in mounts if one[one.index("-") + 1] == "cgroup2"), None)
        own = next((line[4:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line[:3] == "0::"), None)
        if top is None or own is None:
            raise OSError("no cgroup v2")
        self._folder = Path(tempfile.mkdtemp(prefix="bench-", dir=f"{top}{own}"))

    def run(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Use:
        """Run a command in the group and wait until the group is empty."""
        before, start = self.used(), time.perf_counter()
        _run(self.inside(command), cwd, env)
        wall = time.perf_counter() - start
        while (self._folder / "cgroup.procs").read_text().strip():
            if time.perf_counter() - start > wall + LEAVE_SECONDS:
                raise CommandError(f"{command[0]} left processes behind")
            time.sleep(0.02)
        return Use(wall, self.used() - before)

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command that runs another one in the group."""
        return ["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self._folder / "cgroup.procs"), *command]

    def pids(self) -> list[int]:
        """The processes in the group."""
        return [int(pid) for pid in (self._folder / "cgroup.procs").read_text().split()]

    def used(self) -> float:
        """Processor seconds of everything that ran in the group so far."""
        words = (self._folder / "cpu.stat").read_text().split()
        return int(words[words.index("usage_usec") + 1]) / 1e6

    def __del__(self) -> None:
        if hasattr(self, "_folder"):
            self._folder.rmdir()


class Perf:
    """Counts with ``perf stat``, which follows all descendants."""

    how = "perf stat"

    def run(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Use:
        """Run a command under perf."""
        with tempfile.NamedTemporaryFile("r") as file:
            start = time.perf_counter()
            _run(["perf", "stat", "-x", ",", "-e", "task-clock", "-o", file.name, *command], cwd, env)
            wall = time.perf_counter() - start
            counted = next(line for line in file.read().splitlines() if "task-clock" in line)
        return Use(wall, float(counted.split(",")[0]) / 1e3)


class WallOnly:
    """Where the kernel lets us count nothing."""

    how = "none: neither a writable cgroup v2 nor perf"

    def run(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Use:
        """Run a command with a clock beside it."""
        start = time.perf_counter()
        _run(command, cwd, env)
        return Use(time.perf_counter() - start, None)


def find_meter() -> Meter:
    """The first meter that sees what the burner burns."""
    for kind in (Group, Perf):
        try:
            meter: Meter = kind()
            if abs(seen(meter) - BURNT) < TOLERANCE:
                return meter
        except (OSError, CommandError, StopIteration, ValueError):
            continue
    return WallOnly()


def seen(meter: Meter) -> float:
    """What a meter sees of `BURNT` seconds burnt out of sight."""
    burner = [sys.executable, "-S", "-c", BURNER]
    nothing, burnt = (meter.run([*burner, str(seconds)], Path.cwd(), os.environ).cpu for seconds in (0.0, BURNT))
    return (burnt or 0.0) - (nothing or 0.0)


def _run(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
    if shutil.which(command[0], path=env.get("PATH")) is None:
        raise CommandError(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=cwd, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{Path(command[0]).name}: exit {done.returncode}: {(done.stderr or done.stdout)[-800:]}")
