"""GPUs of this machine as slots: a submission that runs holds one."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def gpus() -> list[str]:
    """NVIDIA devices that this process may use, as in ``CUDA_VISIBLE_DEVICES``."""
    if not Path("/dev/nvidiactl").exists():
        return []
    allowed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if allowed is not None:
        return [one.strip() for one in allowed.split(",") if one.strip() not in ("", "-1")]
    names = (path.name.removeprefix("nvidia") for path in Path("/dev").glob("nvidia[0-9]*"))
    return [str(index) for index, _ in enumerate(sorted(names, key=int))]


def first_gpu() -> str | None:
    """The device of a submission that runs alone; nothing where there is none."""
    return next(iter(gpus()), None)


class Slots:
    """Hands out devices, `share` submissions to each at a time; without a device nobody waits."""

    def __init__(self, devices: list[str], share: int = 1) -> None:
        self._free: queue.SimpleQueue[str] | None = queue.SimpleQueue() if devices else None
        for device in devices * share:
            if self._free is not None:
                self._free.put(device)

    @contextmanager
    def held(self) -> Iterator[str | None]:
        """Wait for a device and hold it; nothing where there is none."""
        if self._free is None:
            yield None
            return
        device = self._free.get()
        try:
            yield device
        finally:
            self._free.put(device)
