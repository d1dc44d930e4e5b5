"""What a worker holds to grade: the course, a warm parent, devices."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path

from autograder.cluster.host import share_of_host
from autograder.cluster.job import RemoteJob, Reply
from autograder.cluster.leash import Leash
from autograder.cluster.plugin import Terms
from autograder.engine.job import Record
from autograder.engine.warm import WarmParent
from autograder.errors import MachineError
from autograder.files import scratch_folder
from autograder.grading.classroom import first_line
from autograder.grading.gpu import Slots, gpus
from autograder.grading.key import engine_digest, libraries
from autograder.grading.run import attempt
from autograder.sandbox import Tier, pick


def terms_here(sandbox: bool) -> Terms:
    """What this process runs."""
    return Terms(engine_digest(), libraries(), sandbox)


def agree(terms: Terms, devices: float) -> None:
    """Raise `MachineError` if this machine, which promises so many devices, cannot grade on these terms."""
    if engine_digest() != terms.engine:
        raise MachineError("its grader is another version", "install the same course there")
    if libraries() != terms.libraries:
        raise MachineError(f"it has {libraries()}; the grader has {terms.libraries}", "install the same versions")
    if terms.sandbox and pick() is Tier.NONE:
        raise MachineError("it offers no sandbox", "see `autograder doctor` there")
    if devices > len(gpus()):
        raise MachineError(f"it promises {devices:g} GPUs and has {len(gpus())}", "see --resources of dask worker")


@dataclass
class House:
    """What one worker holds: the course, the warm parent, the devices, and the jobs that run."""

    root: Path
    warm: WarmParent = field(default_factory=WarmParent)
    devices: Slots = field(default_factory=lambda: Slots(gpus()))
    running: dict[str, Leash] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def grade_packed(self, key: str, data: bytes, worker: str) -> str:
        """Run a packed job and return the reply as text. What goes wrong is in the reply: dask carries no errors."""
        try:
            reply = Reply(worker, record=self.grade(key, RemoteJob.unpack(data)))
        except MachineError as error:
            reply = Reply(worker, unfit=str(error))
        except Exception as error:  # whatever it is, the grader decides
            reply = Reply(worker, failed=first_line(error))
        return reply.to_text()

    def grade(self, key: str, job: RemoteJob) -> Record:
        """Run a job in children of the warm parent. Raises what `attempt` raises, also when it was taken back."""
        leash = Leash(self.warm)
        with self.guard:
            self.running[key] = leash
        try:
            with share_of_host(job.alone, lambda: leash.cut_off), scratch_folder("handed-in-") as folder:
                return self._attempt(job, folder, leash)
        finally:
            with self.guard:
                self.running.pop(key, None)
            leash.close()

    def _attempt(self, job: RemoteJob, folder: Path, leash: Leash) -> Record:
        if job.planned.job.gpu is None:
            return attempt(*job.at(self.root, folder, None), leash)
        with self.devices.held() as gpu:
            return attempt(*job.at(self.root, folder, gpu), leash)

    def take_back(self, key: str) -> None:
        """End a job that nobody waits for any more."""
        with self.guard:
            leash = self.running.get(key)
        if leash is not None:
            leash.cut()

    def close(self) -> None:
        """End everything that runs, and the warm parent."""
        with self.guard:
            keys = list(self.running)
        for key in keys:
            self.take_back(key)
        self.warm.close()
        shutil.rmtree(self.root, ignore_errors=True)
