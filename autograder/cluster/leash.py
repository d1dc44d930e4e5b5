"""One job's way to the warm parent, which can be cut: then what it forked ends, and it forks no more."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from pathlib import Path
from typing import Any

from autograder.engine.trusted_process import CheckInfo
from autograder.engine.warm import Forked, WarmParent
from autograder.errors import EngineError


class Leash(WarmParent):
    """Forks through a warm parent that many jobs share."""

    def __init__(self, warm: WarmParent) -> None:
        super().__init__()
        self._shared = warm
        self._guard = threading.Lock()
        self._forked_here: list[int] = []
        self.cut_off = False

    def fork_student(self, job: dict[str, Any], *fds: socket.socket) -> Forked:
        """Fork a process S."""
        return self._held(self._shared.fork_student(job, *fds))

    def fork_trusted(self, course: Path, assignment: str, number: int, *fds: socket.socket) -> Forked:
        """Fork a process T."""
        return self._held(self._shared.fork_trusted(course, assignment, number, *fds))

    def checks(self, course: Path, assignment: str, number: int) -> list[CheckInfo]:
        """The checks of an assignment."""
        return self._shared.checks(course, assignment, number)

    def cut(self) -> None:
        """End what was forked; the job fails with an `EngineError`."""
        with self._guard:
            self.cut_off = True
            for pidfd in self._forked_here:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Let go of the processes; the warm parent stays."""
        with self._guard:
            for pidfd in self._forked_here:
                os.close(pidfd)
            self._forked_here.clear()

    def _held(self, forked: Forked) -> Forked:
        with self._guard:
            self._forked_here.append(os.dup(forked.pidfd))  # the engine closes its own
            if self.cut_off:
                signal.pidfd_send_signal(forked.pidfd, signal.SIGKILL)
                os.close(forked.pidfd)
                raise EngineError("the job was taken back")
        return forked
