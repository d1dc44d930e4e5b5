"""What dask loads: a plug-in that makes a worker one that grades, and the function that it runs for a job.

The scheduler loads this too, and a worker in its event loop, so nothing heavy is imported before `GraderPlugin.setup`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dask.typing import Key
from distributed import Worker, WorkerPlugin, get_worker

from autograder.errors import MachineError

if TYPE_CHECKING:
    from autograder.cluster.house import House

GPU = "GPU"
"""The name of the resource of dask that stands for a device."""


@dataclass(frozen=True)
class Terms:
    """What a worker must agree with, so that its marks are those of the grader's own machine."""

    engine: str
    libraries: str
    sandbox: bool


class GraderPlugin(WorkerPlugin):
    """Owns a worker's house; it goes to every worker, also to those that join later, before any job."""

    def __init__(self, name: str, files: Mapping[str, bytes], terms: Terms) -> None:
        self.name, self.files, self.terms = name, files, terms
        self.house: House | None = None
        self.unfit = ""

    async def setup(self, worker: Worker) -> None:
        """Open the house. Raises `MachineError` if the worker is none for this grader."""
        try:
            devices = worker.state.total_resources.get(GPU, 0)
            self.house = await asyncio.to_thread(self._open, Path(worker.local_directory) / self.name, devices)
        except MachineError as error:
            self.unfit = str(error)
            raise MachineError(f"the worker {worker.address} cannot grade: {error.what}", error.cure) from error

    def _open(self, root: Path, devices: float) -> House:
        from autograder.cluster.bundle import write_files
        from autograder.cluster.house import House, agree

        agree(self.terms, devices)
        write_files(self.files, root)
        return House(root.resolve())

    async def teardown(self, worker: Worker) -> None:
        """End the warm parent with all that runs."""
        if self.house is not None:
            await asyncio.to_thread(self.house.close)

    def transition(self, key: Key, start: str, finish: str, **_: Any) -> None:
        """Have a job end whose result nobody waits for: dask itself cannot stop a thread."""
        if self.house is not None and start == "executing" and finish in ("cancelled", "released", "forgotten"):
            self.house.take_back(str(key))


def grade_here(data: bytes, plugin: str) -> str:
    """Grade a packed job on this worker; the task that dask runs."""
    worker = get_worker()
    found = worker.plugins.get(plugin)
    if not isinstance(found, GraderPlugin) or found.house is None:
        why = found.unfit if isinstance(found, GraderPlugin) else ""
        return json.dumps([worker.address, None, "", why or "it knows nothing of this grading"])
    return found.house.grade_packed(str(worker.get_current_task()), data, worker.address)


async def leave(why: str, dask_worker: Worker) -> None:
    """Have a worker end; dask's own `retire_workers` would not as long as it holds a result."""
    await dask_worker.close(reason=why)
