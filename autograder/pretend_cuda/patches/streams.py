"""Events and streams of a device that does everything at once."""

from __future__ import annotations

import time
from typing import Any

import torch


class Event:
    """Measures CPU time."""

    def __init__(self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> None:
        self.at: float | None = None

    def record(self, stream: Any = None) -> None:
        """Take the time."""
        self.at = time.perf_counter()

    def elapsed_time(self, end: Event) -> float:
        """Milliseconds until `end`."""
        if self.at is None or end.at is None:
            raise ValueError("Both events must be recorded before calculating elapsed time.")
        return (end.at - self.at) * 1e3

    def synchronize(self) -> None:
        """Nothing to wait for."""

    def wait(self, stream: Any = None) -> None:
        """Nothing to wait for."""

    def query(self) -> bool:
        """All is done."""
        return True


class Stream:
    """Work on it is done when it is given."""

    def __init__(self, device: Any = None, priority: int = 0) -> None:
        index = device if isinstance(device, int) else None if device is None else torch.device(device).index
        self.device = torch.device("cuda", torch.cuda.current_device() if index is None else index)

    def synchronize(self) -> None:
        """Nothing to wait for."""

    def wait_stream(self, stream: Any) -> None:
        """Nothing to wait for."""

    def wait_event(self, event: Any) -> None:
        """Nothing to wait for."""

    def record_event(self, event: Event | None = None) -> Event:
        """Take the time."""
        event = event or Event()
        event.record()
        return event

    def query(self) -> bool:
        """All is done."""
        return True

    def is_capturing(self) -> bool:
        """Never records a graph."""
        return False

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *exc: object) -> None:
        pass
