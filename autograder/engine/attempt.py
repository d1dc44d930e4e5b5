"""One pair of processes for a submission: S runs its cells, T checks what they made."""

from __future__ import annotations

import contextlib
import socket
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.bridge.wire import BadMessageError, Channel, ClosedError, pair
from autograder.engine.job import CellRun, CellStatus, Job, Record
from autograder.engine.student_side import GRACE_SECONDS, StudentSide, end_process, receive
from autograder.engine.warm import Forked, WarmParent
from autograder.errors import EngineError, MachineError
from autograder.files import copy_plain
from autograder.sandbox import Tier, pick
from kit.checks.outcome import Result

START_SECONDS = 120.0


class Attempt:
    """Starts both processes on entry and ends them, with everything they started, on exit."""

    def __init__(self, job: Job, warm: WarmParent, folder: Path) -> None:
        self.job, self.warm, self.folder = job, warm, folder
        self._trusted_ready = False
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Attempt:
        try:
            self._start()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    @property
    def starved(self) -> bool:
        """Whether a time limit was met that another run, alone on the machine, might not meet."""
        return self.student.starved

    def _start(self) -> None:
        for files in self.job.folders:
            copy_plain(files, self.folder)
        bridge_t, bridge_s = self._pair()
        channel, process = self._fork(bridge_s, student=self._student_job())
        self.student = StudentSide(channel, process, self.job.limits, self.folder)
        self._undo.callback(self.student.close)
        self.trusted, checker = self._fork(bridge_t)
        self._undo.callback(end_process, checker)
        self._expect_ready(channel, "student")

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = pair()
        self._undo.callback(ours.close)
        self._undo.callback(theirs.close)
        return ours, theirs

    def _fork(self, bridge: socket.socket, student: dict[str, Any] | None = None) -> tuple[Channel, Forked]:
        """Fork S (with its job) or T; it gets one end of a control channel, whose other end is ours, and a bridge."""
        ours, theirs = self._pair()
        if student is not None:
            forked = self.warm.fork_student(student, theirs, bridge)
        else:
            forked = self.warm.fork_trusted(self.job.course, self.job.assignment, self.job.number, theirs, bridge)
        theirs.close()
        bridge.close()
        return Channel(ours), forked

    def _student_job(self) -> dict[str, Any]:
        tier = pick() if self.job.sandbox else Tier.NONE
        if self.job.sandbox and tier is Tier.NONE:
            raise MachineError("this machine offers no sandbox", "see `autograder doctor`, or pass --no-sandbox")
        limits = self.job.limits
        cpu = limits.cell_seconds * (2 + len(self.job.cells)) + limits.check_seconds * 100
        settings = {"limits": asdict(limits), "cpu_seconds": cpu, "gpu": self.job.gpu, "threads": 1}
        return settings | {"folder": str(self.folder), "tier": tier.value}

    def _expect_ready(self, channel: Channel, role: str) -> None:
        try:
            message = receive(channel, START_SECONDS)
        except (ClosedError, BadMessageError) as error:
            raise EngineError(f"the {role} process did not start: {error}") from error
        if message is None or "ready" not in message:
            why = "no answer" if message is None else message.get("crash", message)
            raise EngineError(f"the {role} process did not start: {why}\n{(message or {}).get('trace', '')}")

    def run_cells(self, cells: list[CellRun], notes: list[str], fatal: set[str], seconds: float) -> bool:
        """Run the cells, begin none after `seconds`; False when one of them ended the process."""
        start = time.perf_counter()
        for cell, run in zip(self.job.cells, cells, strict=True):
            if cell.id in fatal:
                continue
            run.outputs, begun = [], time.perf_counter()
            if begun - start > seconds:
                limit = self.job.limits.notebook_seconds
                run.status, run.error = CellStatus.TIMEOUT, f"not run: all cells together took more than {limit:.0f} s"
                continue
            run.status, run.error = self.student.run(cell.source, run)
            run.seconds = time.perf_counter() - begun
            if run.status is CellStatus.DIED:
                fatal.add(cell.id)
                notes.append(f"{cell.id}: {run.error}; the other cells ran without it")
                return False
        return True

    def run_checks(self, record: Record, seed: int) -> bool:
        """Check what has no verdict yet; False when the student's process ended meanwhile."""
        if not self._trusted_ready:
            self._expect_ready(self.trusted, "trusted")
            record.look_at = self._show_cells()
            self._trusted_ready = True
        for exercise in self.job.exercises:
            known = [result.to_json() for result in record.results_of(exercise)]
            self.trusted.send({"check": exercise, "seed": seed, "known": known})
            if not self._follow(record):
                return False
        return True

    def _show_cells(self) -> list[str]:
        """Give T the submission's text; return what a person should look at."""
        cells = self.job.cells
        labels = [cell.id if cell.own else "" for cell in cells]
        self.trusted.send({"sources": [cell.source for cell in cells], "labels": labels})
        try:
            message = receive(self.trusted, self.job.limits.check_seconds)
        except (ClosedError, BadMessageError) as error:
            raise EngineError(f"the checking process ended over the submission's text: {error}") from error
        if message is None or "notes" not in message:
            raise EngineError(f"the submission's text could not be read: {(message or {}).get('crash', 'no answer')}")
        notes: list[str] = message["notes"]
        return notes

    def _follow(self, record: Record) -> bool:
        """Record the verdicts of one exercise as they come."""
        seconds, student = self.job.limits.check_seconds, self.student
        current, interrupted, killed = "", False, False
        end, look = time.monotonic() + seconds, student.begin()
        while True:
            now = time.monotonic()
            if now >= end and not interrupted:
                end += student.more_time(self.job.limits.check_seconds)
            if now >= end:
                if killed:
                    raise EngineError(f"the checking process hangs in {current}")
                if interrupted:
                    student.kill()
                    killed = True
                else:
                    student.time_is_up()
                    interrupted = True
                    seconds = self.job.limits.check_seconds / 6  # the exercise's other checks will hang as well
                end = now + GRACE_SECONDS
            if now >= look:
                look = student.look()
            try:
                message = receive(self.trusted, min(end, look) - now)
            except (ClosedError, BadMessageError) as error:
                raise EngineError(f"the checking process ended during {current}") from error
            if message is None:
                continue
            if "started" in message:
                current, interrupted = message["started"], False
                end, look = time.monotonic() + seconds, student.begin()
            elif "result" in message:
                record.results.append(Result.from_json(message["result"]))
            elif "done" in message:
                return not message["done"]
            else:
                raise EngineError(f"{message.get('crash', message)} in {current}\n{message.get('trace', '')}")
