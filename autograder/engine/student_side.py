"""The supervisor's end of process S: run cells in it, bound them, interrupt and end it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from pathlib import Path
from typing import Any, NamedTuple

from autograder.bridge.wire import BadMessageError, Channel, ClosedError
from autograder.engine.job import CellRun, CellStatus, Limits
from autograder.engine.outputs import collect_output
from autograder.engine.warm import Forked
from autograder.engine.watch import Watch, disk_use

GRACE_SECONDS = 5.0
"""Between an interrupt and the end, and for a message that has begun."""
LOOK_SECONDS = 1.0
"""Between two looks at what S uses."""
BUSY = 0.7
"""Share of a time limit that must have been processor time for the limit to count at once."""
LEAST_SECONDS = 0.5
"""What is worth adding to a time limit."""
PATIENCE = 4.0
"""Limits that may be added for time in which other work had the processor."""


class _Clock(NamedTuple):
    """A moment, and the seconds that S had worked and waited by then."""

    begun: float
    busy: float
    waited: float


class StudentSide:
    """Process S as its supervisor sees it. Nothing that it sends is believed but its form.

    Attributes
    ----------
    starved
        Whether a time limit was met by code that had little processor time: the machine may be to blame.
    """

    def __init__(self, channel: Channel, process: Forked, limits: Limits, folder: Path) -> None:
        self.channel, self.process, self.limits, self.folder = channel, process, limits, folder
        self.starved = False
        self._watch = Watch(process.pid)
        self._clock: _Clock | None = None
        self._given = 0.0
        self._why = "ended the notebook's process"
        # a process that does not read must not hold its supervisor
        patience = struct.pack("ll", int(GRACE_SECONDS), 0)
        channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)

    def run(self, source: str, run: CellRun) -> tuple[CellStatus, str]:
        """Run a cell, put its outputs into `run` and return how it ended and why."""
        try:
            self.channel.send({"run": source})
            return self._follow(run)
        except ClosedError:
            return CellStatus.DIED, self._why
        except (BadMessageError, ValueError, KeyError, TypeError):
            self.kill()
            return CellStatus.DIED, "disturbed the notebook's process"

    def _follow(self, run: CellRun) -> tuple[CellStatus, str]:
        limits, interrupted, size = self.limits, False, 0
        end = time.monotonic() + limits.cell_seconds
        look = self.begin()
        while True:
            now = time.monotonic()
            if now >= end and not interrupted:
                end += self.more_time(limits.cell_seconds)
            if now >= end:
                if interrupted:
                    self.kill()
                    return CellStatus.DIED, f"ran longer than {limits.cell_seconds:.0f} s and would not stop"
                self.time_is_up()
                interrupted, end = True, now + GRACE_SECONDS
            if now >= look:
                look = self.look()
            message = receive(self.channel, min(end, look) - now)
            if message is None:
                continue
            if "output" in message:
                size = collect_output(run.outputs, message["output"], size, limits.output_bytes)
            elif "done" in message:
                if interrupted:
                    return CellStatus.TIMEOUT, f"ran longer than {limits.cell_seconds:.0f} s and was stopped"
                return CellStatus(message["done"]), str(message["error"])[:500]
            else:
                raise BadMessageError("neither output nor end")

    def begin(self) -> float:
        """Something begins that has a time limit; return when to take the first look."""
        self._clock, self._given = None, 0.0
        return time.monotonic() + LOOK_SECONDS

    def more_time(self, limit: float) -> float:
        """Seconds to add to a time limit: S was ready to run in them, and other work had the processor."""
        if self._clock is None:
            return 0.0
        waited = min(self._watch.waited() - self._clock.waited, PATIENCE * limit)
        if waited - self._given < LEAST_SECONDS:
            return 0.0
        more, self._given = waited - self._given, waited
        return more

    def look(self) -> float:
        """See what S uses, end it if that is too much, and return when to look again."""
        if self._clock is None:  # what ends within a second needs no look
            self._clock = _Clock(time.monotonic(), self._watch.seconds(), self._watch.waited())
        if excess := self._excess():
            self._why = excess
            self.kill()
        return time.monotonic() + LOOK_SECONDS

    def _excess(self) -> str:
        """Words for what S uses too much of; nothing if it keeps its limits."""
        limits = self.limits
        if self._watch.memory() > limits.memory_bytes:
            return f"used more than {limits.memory_bytes / (1 << 30):.1f} GiB of memory"
        size, files = disk_use(self.folder, limits.files)
        if size > limits.disk_bytes or files > limits.files:
            return f"wrote more than {limits.disk_bytes / (1 << 30):.1f} GiB or {limits.files} files"
        return ""

    def time_is_up(self) -> None:
        """Interrupt S, and remember whether it had been kept waiting for the processor."""
        if self._clock is not None:
            had = time.monotonic() - self._clock.begun - self._given
            self.starved |= self._watch.seconds() - self._clock.busy < BUSY * had
        self.interrupt()

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in S."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End S and all its processes."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process.pidfd, number)

    def close(self) -> None:
        """End S and let go of it."""
        end_process(self.process)


def end_process(process: Forked) -> None:
    """Kill a process with its namespace and let go of it."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(process.pidfd, signal.SIGKILL)
    os.close(process.pidfd)


def receive(channel: Channel, seconds: float) -> dict[str, Any] | None:
    """The next message, or nothing when none began in time; one that has begun must end soon."""
    ready, _, _ = select.select([channel], [], [], max(seconds, 0))
    if not ready:
        return None
    message, _ = channel.receive(within=GRACE_SECONDS)
    if type(message) is not dict:
        raise BadMessageError("not a message")
    return message
