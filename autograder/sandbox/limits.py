"""Limits of each process of a job."""

import os
import resource
import sys
from pathlib import Path

from autograder.sandbox.policy import Policy, Tier

GRACE_SECONDS = 1
"""Between the signal that CPU time is up and the end."""


def apply(policy: Policy, tier: Tier) -> None:
    """Limit CPU time, memory, files, descriptors, processes and core dumps.

    Memory is limited by RLIMIT_DATA: CUDA alone maps 14 GB of address space, which RLIMIT_AS would count.

    Raises
    ------
    OSError, ValueError
        If the system refuses.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, policy.cpu_seconds, GRACE_SECONDS)
    _limit(resource.RLIMIT_FSIZE, policy.file_bytes)
    _limit(resource.RLIMIT_NOFILE, policy.open_files)
    if sys.platform != "linux":
        return
    _limit(resource.RLIMIT_MSGQUEUE, 0)
    _limit(resource.RLIMIT_DATA, policy.memory_bytes + _data_bytes())
    # A user namespace counts its own processes, of which at most two are ours; else all of the user's count.
    others = 2 if tier is Tier.NAMESPACES else _tasks_of_user()
    _limit(resource.RLIMIT_NPROC, policy.processes + others)


def _limit(kind: int, value: int, grace: int = 0) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
        grace = min(grace, hard - value)
    resource.setrlimit(kind, (value, value + grace))


def _data_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def _tasks_of_user() -> int:
    count = 0
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and process.stat().st_uid == os.getuid():
                count += len(os.listdir(process / "task"))
        except OSError:  # it has just ended
            continue
    return count
