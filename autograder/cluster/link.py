"""The connection to a scheduler, made again when the scheduler goes and comes back."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
from distributed import CancelledError, Client, Future, KilledWorker
from distributed.client import ClosedClientError
from distributed.comm.core import CommClosedError

from autograder.cluster import on_scheduler
from autograder.cluster.job import Reply
from autograder.cluster.plugin import GPU, GraderPlugin, Terms, grade_here, leave
from autograder.errors import EngineError, LostError, MachineError

ALLOWED_FAILURES = 1
"""One worker may die under a job by chance; with a second one the job is suspected, and runs alone."""
ANSWER_SECONDS = 5.0
PATIENCE_SECONDS = 1800.0
"""How long a scheduler that has gone is waited for."""
GONE = (CancelledError, CommClosedError, ClosedClientError, OSError, TimeoutError, RuntimeError)


@dataclass(frozen=True)
class Power:
    """What a cluster has at a moment."""

    workers: int = 0
    threads: int = 0
    devices: int = 0


class Link:
    """Sends jobs to a cluster and waits for replies. Safe to use from several threads."""

    def __init__(self, address: str, files: Mapping[str, bytes], terms: Terms, say: Callable[[str], None]) -> None:
        self.address = address
        self._files, self._terms, self._say = files, terms, say
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._waiting: set[Future[str]] = set()
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})  # data travels with its job
        for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what it says, we say
        self._client, self._plugin = self._connected()
        self._number = 0

    def power(self) -> Power | None:
        """What the cluster has now; nothing if it does not answer."""
        try:
            workers = self._client.scheduler_info()["workers"].values()
        except (*GONE, AttributeError, KeyError):
            return None
        devices = int(sum(one["resources"].get(GPU, 0) for one in workers))
        return Power(len(workers), sum(one["nthreads"] for one in workers), devices)

    def call(self, data: bytes, name: str, gpu: bool) -> Reply:
        """Have a packed job run by some worker.

        Raises
        ------
        LostError
            If workers died under it.
        EngineError
            If the grading was stopped.
        """
        while True:
            with self._lock:
                client, plugin, number = self._client, self._plugin, self._number
            if self._closed.is_set():
                raise EngineError("grading was stopped")
            try:
                reply = self._ask(client, data, plugin, name, gpu)
            except KilledWorker as error:
                raise LostError(f"{error.allowed_failures + 1} workers died while they ran it") from error
            except GONE:
                self._renew(number)
                continue
            if not reply.unfit:
                return reply
            self._send_away(client, reply)

    def close(self) -> None:
        """Take back what runs, end the warm parents, hang up."""
        self._closed.set()
        with self._lock:
            with contextlib.suppress(*GONE):
                if self._client.status == "running":
                    self._client.cancel(list(self._waiting), force=True)
                    self._client.unregister_worker_plugin(self._plugin)
            _hang_up(self._client)

    def _ask(self, client: Client, data: bytes, plugin: str, name: str, gpu: bool) -> Reply:
        key, needs = f"{name}-{uuid.uuid4().hex}", {GPU: 1} if gpu else None
        future = client.submit(grade_here, data, plugin, key=key, pure=False, resources=needs)
        self._waiting.add(future)
        try:
            return Reply.from_text(future.result())
        finally:
            self._waiting.discard(future)
            future.release()

    def _send_away(self, client: Client, reply: Reply) -> None:
        """A worker that cannot grade would fail one job after the other, faster than any other works."""
        self._say(f"the worker {reply.worker} is sent away: {reply.unfit}")
        with contextlib.suppress(*GONE):
            client.run(leave, reply.unfit, workers=[reply.worker], wait=False)

    def _renew(self, number: int) -> None:
        """Connect again, once for all threads that lost the same connection."""
        with self._lock:
            if self._number != number or self._closed.is_set():
                return
            self._say(f"the scheduler at {self.address} is gone; waiting for it")
            _hang_up(self._client)
            end = time.monotonic() + PATIENCE_SECONDS
            while not self._closed.is_set():
                try:
                    self._client, self._plugin = self._connected()
                    self._number += 1
                    self._say("connected again")
                    return
                except MachineError:
                    if time.monotonic() > end:
                        raise
                    self._closed.wait(1)

    def _connected(self) -> tuple[Client, str]:
        """A new connection, with our plug-in on every worker."""
        where: dict[str, Any] = {"address": self.address}
        if self.address.endswith(".json"):
            where = {"scheduler_file": self.address}
            if not Path(self.address).is_file():
                raise MachineError(f"there is no scheduler file {self.address}", "start dask scheduler first")
        try:
            client = Client(**where, timeout=ANSWER_SECONDS, set_as_default=False, name="autograder")
        except (OSError, TimeoutError, ValueError) as error:
            raise MachineError(f"no scheduler answers at {self.address}", "start one: dask scheduler") from error
        plugin = f"{on_scheduler.PLUGIN}{client.id}"
        try:
            self._prepare(client)
            client.register_plugin(GraderPlugin(plugin, self._files, self._terms), name=plugin)
        except MachineError:
            _hang_up(client)
            raise
        except Exception as error:
            _hang_up(client)
            why = (str(error).splitlines() or [type(error).__name__])[0]
            raise MachineError(f"the cluster at {self.address} cannot load the grader: {why}") from error
        return client, plugin

    def _prepare(self, client: Client) -> None:
        try:
            for name in client.run_on_scheduler(on_scheduler.prepare, ALLOWED_FAILURES):
                client.unregister_worker_plugin(name)
        except ImportError:
            self._say("the scheduler has no autograder: its own allowed-failures counts")


def _hang_up(client: Client) -> None:
    """Leave a scheduler, whether or not it answers."""
    with contextlib.suppress(*GONE):
        client.close(1)
