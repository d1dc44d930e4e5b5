"""What the code did on the pretended devices."""

from __future__ import annotations

from collections import Counter

CPU_CALLS = -1


class Recorder:
    """Counts calls, copies and waits.

    Attributes
    ----------
    h2d, d2h
        Copies of tensors to and from a device.
    syncs
        Times the CPU had to wait for a device (``.item()``, ``bool(t)``, ``.cpu()``, ...).
    """

    def __init__(self, device_count: int) -> None:
        self.device_count = device_count
        self.reset()

    def reset(self) -> None:
        """Forget what was counted."""
        self.h2d = self.d2h = self.syncs = 0
        self.calls: Counter[int] = Counter()  # torch calls per device
        self.placed: Counter[int] = Counter()  # bytes ever placed per device

    @property
    def ops(self) -> dict[str, int]:
        """How many torch calls ran on each device, ``"cpu"`` among them."""
        on = sorted({*range(self.device_count), *self.calls} - {CPU_CALLS})
        return {**{f"cuda:{i}": self.calls[i] for i in on}, "cpu": self.calls[CPU_CALLS]}

    @property
    def used(self) -> set[str]:
        """The devices on which a tensor was placed."""
        return {f"cuda:{i}" for i, size in self.placed.items() if size}

    def count(self, index: int | None) -> None:
        """Count one call on this device (None: the CPU)."""
        self.calls[CPU_CALLS if index is None else index] += 1
