"""Carries out plans on a cluster."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from autograder.cluster.bundle import bundle_of
from autograder.cluster.house import terms_here
from autograder.cluster.job import RemoteJob
from autograder.cluster.ledger import DONE, LOST, SENT, Ledger, ledger_path
from autograder.cluster.link import Link, Power
from autograder.cluster.window import Window
from autograder.course import Assignment
from autograder.engine.job import Record
from autograder.errors import EngineError, LostError
from autograder.grading.run import Plan, Submission

LOOK_SECONDS = 2.0
MOST = 2048
"""Submissions under way at a time, whatever the cluster has: each waits on a thread here."""


class ClusterRunner:
    """Runs submissions on the workers of a dask cluster: a `Runner`.

    Parameters
    ----------
    address
        Of the scheduler, as in ``tcp://10.0.0.1:8786``, or its scheduler file.
    assignments
        What will be graded; the workers get these.
    say
        Takes lines for a person: workers that come and go, a scheduler that is waited for.
    """

    threads = MOST

    def __init__(self, address: str, assignments: Sequence[Assignment], say: Callable[[str], None]) -> None:
        terms = terms_here(os.environ.get("AUTOGRADER_SANDBOX", "1") != "0")
        self._say = say
        self._link = Link(address, bundle_of(assignments), terms, say)
        self._ledgers = {one.id: Ledger(ledger_path(one)) for one in assignments}
        self._back: dict[str, tuple[Ledger, str, str]] = {}
        self._window = Window()
        self._closed = threading.Event()
        try:
            self._power = self._first_workers()
        except BaseException:
            self.close()
            raise
        self.gpu = "0" if self._power.devices else None
        self._resize(self._power)
        threading.Thread(target=self._watch, daemon=True).start()

    def turn(self) -> AbstractContextManager[None]:
        """Wait until the cluster has a place."""
        return self._window.entered()

    def run(self, planned: Plan, submission: Submission, alone: bool) -> Record:
        """Have a worker carry out a plan; `alone` on its machine.

        Raises
        ------
        LostError
            If workers died under it; or earlier, and it is not to run alone.
        EngineError
            If the grader failed on it, or was stopped.
        """
        job = RemoteJob.of(planned, submission, alone)
        student, digest, ledger = submission.student, job.digest, self._ledgers[submission.assignment.id]
        if ledger.killed_workers(digest) and not alone:
            raise LostError("workers died while they ran it")
        ledger.note(SENT, student, digest)
        try:
            reply = self._link.call(job.pack(), f"grade-{planned.job.assignment}-{student}", self.gpu is not None)
        except LostError:
            ledger.note(LOST, student, digest)
            raise
        if reply.record is None:
            raise EngineError(reply.failed)
        self._back[student] = ledger, digest, reply.worker
        return reply.record

    def kept(self, student: str) -> None:
        """Note that a job is done."""
        ledger, digest, worker = self._back.pop(student)
        ledger.note(DONE, student, digest, worker)

    def close(self) -> None:
        """Take back what runs and leave the cluster as it was."""
        self._closed.set()
        self._window.close()
        self._link.close()
        for ledger in self._ledgers.values():
            ledger.close()

    def _first_workers(self) -> Power:
        """Whether there are devices decides how all submissions run, so wait for a worker."""
        told = False
        while not (power := self._link.power()) or not power.workers:
            if not told:
                self._say("there is no worker yet; waiting for one")
            told = True
            time.sleep(LOOK_SECONDS)
        return power

    def _watch(self) -> None:
        """Follow the cluster's size."""
        while not self._closed.wait(LOOK_SECONDS):
            now = self._link.power()
            if now is not None and now != self._power:
                self._say(f"workers: {now.workers}, submissions at a time: {self._places(now)}")
                self._resize(now)

    def _resize(self, power: Power) -> None:
        self._power = power
        # one more for each worker lies ready, so that none waits for the next
        self._window.resize(min(MOST, self._places(power) + power.workers))

    def _places(self, power: Power) -> int:
        return power.devices if self.gpu is not None else power.threads
