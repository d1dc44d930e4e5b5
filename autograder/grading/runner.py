"""Where submissions run: on this machine here, or elsewhere (`autograder.cluster`)."""

from __future__ import annotations

import contextlib
import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.grading.gpu import Slots, first_gpu, gpus
from autograder.grading.run import Plan, Submission, attempt


class Runner(Protocol):
    """Carries out plans; used from several threads at a time, ``threads`` of them at most.

    ``gpu`` says what plans count on: a device, or the CPU only.
    """

    threads: int
    gpu: str | None

    def turn(self) -> AbstractContextManager[None]:
        """Wait until one more submission may be read and run."""

    def run(self, planned: Plan, submission: Submission, alone: bool) -> Record:
        """Carry out a plan; `alone`: beside no other on the same machine.

        Raises `EngineError` when the grader or the machine failed, not the student.
        """

    def kept(self, student: str) -> None:
        """Hear that the verdict of this student's last run is stored."""


class Here:
    """Runs submissions on this machine, each from a thread that waits for its processes."""

    def __init__(self, warm: WarmParent, threads: int = 1) -> None:
        self.threads, self.gpu = threads, first_gpu()
        self._warm, self._slots, self._alone = warm, Slots(gpus()), threading.Lock()

    def turn(self) -> AbstractContextManager[None]:
        """Nobody waits: the number of threads is the bound."""
        return contextlib.nullcontext()

    def run(self, planned: Plan, submission: Submission, alone: bool) -> Record:
        """Carry out a plan with a device of this machine, if it has any."""
        with self._alone if alone else contextlib.nullcontext(), self._slots.held() as gpu:
            return attempt(replace(planned, job=replace(planned.job, gpu=gpu)), submission, self._warm)

    def kept(self, student: str) -> None:
        """Nothing is remembered here beside the records."""
