"""What the processes of a submission use: processor time and memory of a whole tree."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

GONE = (psutil.NoSuchProcess, psutil.ZombieProcess)


class Watch:
    """Looks at a process and everything below it from outside; a tree that has ended uses nothing."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def seconds(self) -> float:
        """Processor seconds so far, of the processes alive and of children that they have waited for."""
        total = 0.0
        for process in self._tree():
            try:
                times = process.cpu_times()
            except GONE:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def memory(self) -> int:
        """Bytes of memory, each shared page divided among those who share it (PSS)."""
        total = 0
        for process in self._tree():
            try:
                total += process.memory_full_info().pss
            except GONE:
                continue
            except psutil.AccessDenied:  # a process that is closed even to its owner: init, the warden
                continue
        return total

    def _tree(self) -> Iterator[psutil.Process]:
        try:
            top = psutil.Process(self._pid)
            yield top
            yield from top.children(recursive=True)
        except GONE:
            return
