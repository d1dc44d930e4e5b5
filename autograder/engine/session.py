"""Supervise one submission: cells in S, checks in T, limits on both, and the record of what happened."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.bridge.wire import BadMessageError, Channel, ClosedError, pair
from autograder.engine.job import CellRun, CellStatus, Job, Record
from autograder.engine.outputs import collect_output
from autograder.engine.warm import WarmParent
from autograder.errors import EngineError, MachineError
from autograder.files import copy_plain
from autograder.sandbox import Tier, pick
from kit.checks.outcome import Outcome, Result

GRACE = 5.0
MAX_NOTES = 5


def grade(job: Job, warm: WarmParent) -> Record:
    """Run a submission's cells and checks. Raises `EngineError` when the grader itself failed."""
    return run(job, warm, (job.seed,))[0]


def run(job: Job, warm: WarmParent, seeds: Sequence[int]) -> list[Record]:
    """Run the cells once and the checks once for each seed; return a record for each.

    A cell or a check that kills the student's process costs only itself: the process is started again without
    it, at most ``job.limits.restarts`` times.
    """
    start = time.perf_counter()
    cells = [CellRun(cell.id) for cell in job.cells]
    notes: list[str] = []
    records = [Record(job.assignment, job.student, cells=cells, notes=notes) for _ in seeds]
    cell_seconds = 0.0
    with tempfile.TemporaryDirectory(prefix="submission-") as scratch:
        fatal: set[str] = set()
        for attempt in range(job.limits.restarts + 1):
            folder = Path(scratch) / str(attempt)
            copy_plain(job.folder, folder)
            with _Attempt(job, warm, folder) as now:
                begun = time.perf_counter()
                if not now.run_cells(cells, notes, fatal):
                    continue
                cell_seconds = cell_seconds or time.perf_counter() - begun
                if all(now.run_checks(record, seed) for record, seed in zip(records, seeds, strict=True)):
                    break
        else:
            for record in records:
                _give_up(job, record)
    notes += [f"{cell.id}: {cell.error}" for cell in cells if cell.status in (CellStatus.ERROR, CellStatus.TIMEOUT)][
        :MAX_NOTES
    ]
    total = time.perf_counter() - start
    for record in records:
        record.seconds = {"cells": cell_seconds, "total": total}
    return records


class _Attempt:
    """One pair of processes."""

    def __init__(self, job: Job, warm: WarmParent, folder: Path) -> None:
        self.job, self.warm, self.folder = job, warm, folder
        self._trusted_ready = False
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> _Attempt:
        try:
            self._start()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def _start(self) -> None:
        student_job = self._student_job()
        bridge_t, bridge_s = self._pair()
        self.student, self.student_pid = self._fork("student", student_job, bridge_s)
        where = {"course": str(self.job.course), "assignment": self.job.assignment, "number": self.job.number}
        self.trusted, self.trusted_pid = self._fork("trusted", where, bridge_t)
        self._expect_ready(self.student, "student")

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = pair()
        self._undo.callback(ours.close)
        self._undo.callback(theirs.close)
        return ours, theirs

    def _fork(self, role: str, job: dict[str, Any], bridge: socket.socket) -> tuple[Channel, int]:
        """Fork a process that gets one end of a control channel and one of the bridge; ours of the former."""
        ours, theirs = self._pair()
        pidfd = self.warm.fork(role, job, theirs, bridge)
        theirs.close()
        bridge.close()
        self._undo.callback(os.close, pidfd)
        self._undo.callback(_kill, pidfd)
        return Channel(ours), pidfd

    def _student_job(self) -> dict[str, Any]:
        tier = pick() if self.job.sandbox else Tier.NONE
        if self.job.sandbox and tier is Tier.NONE:
            raise MachineError("this machine offers no sandbox", "see `autograder doctor`, or pass --no-sandbox")
        limits = self.job.limits
        cpu = limits.cell_seconds * (2 + len(self.job.cells)) + limits.check_seconds * 100
        gpu = os.path.exists("/dev/nvidiactl")
        settings = {"limits": asdict(limits), "cpu_seconds": cpu, "gpu": gpu, "threads": 1}
        return settings | {"folder": str(self.folder), "tier": tier.value}

    def _expect_ready(self, channel: Channel, role: str) -> None:
        message = _receive(channel, 120.0)
        if message is None or "ready" not in message:
            why = "no answer" if message is None else message.get("crash", message)
            raise EngineError(f"the {role} process did not start: {why}\n{(message or {}).get('trace', '')}")

    def run_cells(self, cells: list[CellRun], notes: list[str], fatal: set[str]) -> bool:
        """Run the cells; False when one of them ended the process."""
        for cell, run in zip(self.job.cells, cells, strict=True):
            if cell.id in fatal:
                continue
            run.outputs, begun = [], time.perf_counter()
            run.status, run.error = self._run_cell(cell.source, run)
            run.seconds = time.perf_counter() - begun
            if run.status is CellStatus.DIED:
                fatal.add(cell.id)
                notes.append(f"{cell.id}: {run.error}; the other cells ran without it")
                return False
        return True

    def _run_cell(self, source: str, run: CellRun) -> tuple[CellStatus, str]:
        limits, interrupted = self.job.limits, False
        end, size = time.monotonic() + limits.cell_seconds, 0
        try:
            self.student.send({"run": source})
            while True:
                message = _receive(self.student, end - time.monotonic())
                if message is None:
                    if interrupted:
                        _kill(self.student_pid)
                        return (
                            CellStatus.DIED,
                            f"ran longer than {limits.cell_seconds:.0f} s and would not stop",
                        )
                    _signal(self.student_pid, signal.SIGINT)
                    interrupted, end = True, time.monotonic() + GRACE
                    continue
                if "output" in message:
                    size = collect_output(run.outputs, message["output"], size, limits.output_bytes)
                elif "done" in message:
                    status = CellStatus(message["done"])
                    if interrupted:
                        return (
                            CellStatus.TIMEOUT,
                            f"ran longer than {limits.cell_seconds:.0f} s and was stopped",
                        )
                    return status, str(message["error"])[:500]
                else:
                    raise BadMessageError("neither output nor end")
        except ClosedError:
            return CellStatus.DIED, "ended the notebook's process"
        except (BadMessageError, ValueError, KeyError, TypeError):
            _kill(self.student_pid)
            return CellStatus.DIED, "disturbed the notebook's process"

    def run_checks(self, record: Record, seed: int) -> bool:
        """Check what has no verdict yet; False when the student's process ended meanwhile."""
        if not self._trusted_ready:
            self._expect_ready(self.trusted, "trusted")
            self._trusted_ready = True
        for exercise in self.job.exercises:
            known = [result.to_json() for result in record.results_of(exercise)]
            self.trusted.send({"check": exercise, "seed": seed, "known": known})
            if not self._follow(record):
                return False
        return True

    def _follow(self, record: Record) -> bool:
        """Record the verdicts of one exercise as they come."""
        current, end = "", time.monotonic() + self.job.limits.check_seconds
        interrupted = killed = False
        while True:
            try:
                message = _receive(self.trusted, end - time.monotonic())
            except ClosedError as error:
                raise EngineError(f"the checking process ended during {current}") from error
            if message is None:
                if killed:
                    raise EngineError(f"the checking process hangs in {current}")
                if interrupted:
                    _kill(self.student_pid)
                    killed = True
                else:
                    _signal(self.student_pid, signal.SIGINT)
                    interrupted = True
                end = time.monotonic() + GRACE
            elif "started" in message:
                current, interrupted = message["started"], False
                end = time.monotonic() + self.job.limits.check_seconds
            elif "result" in message:
                record.results.append(Result.from_json(message["result"]))
            elif "done" in message:
                return not message["done"]
            else:
                raise EngineError(f"{message.get('crash', message)} in {current}\n{message.get('trace', '')}")


def _give_up(job: Job, record: Record) -> None:
    """Record a failed verdict for what could not be checked because the process kept ending."""
    from autograder.course import Course

    seen = {result.id for result in record.results}
    exercises = Course(job.course).assignment(job.assignment).exercises(job.number)
    for name in job.exercises:
        for check in exercises[name].checks:
            if check.id not in seen:
                why = "your code ended its process too often to check this"
                record.results.append(Result(check.id, check.title, check.points, Outcome.FAILED, why))


def _receive(channel: Channel, seconds: float) -> dict[str, Any] | None:
    """The next message, or nothing when none came in time."""
    ready, _, _ = select.select([channel], [], [], max(seconds, 0))
    if not ready:
        return None
    message, _ = channel.receive()
    if type(message) is not dict:
        raise BadMessageError("not a message")
    return message


def _signal(pidfd: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, number)


def _kill(pidfd: int) -> None:
    _signal(pidfd, signal.SIGKILL)
