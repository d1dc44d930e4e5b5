"""What the processes of a submission use: processor time and memory of a whole tree, and room on the disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

LONG_PATH = 2000
"""Characters; the kernel takes 4,095."""
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

    def waited(self) -> float:
        """Seconds that the process of the tree that waited most was ready to run and had no processor.

        0 where the kernel does not count it (``/proc/PID/schedstat``).
        """
        most = 0.0
        for process in self._tree():
            with contextlib.suppress(OSError, ValueError, IndexError):
                most = max(most, int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[1]) / 1e9)
        return most

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


def disk_use(folder: Path, most_files: int) -> tuple[int, int]:
    """Bytes and number of the files below a folder; looks at no more than `most_files`.

    Folders are opened one within the other, so that neither their depth nor missing rights hide anything; one that
    still cannot be looked into counts as full.
    """
    size = count = 0
    try:
        for entry in _below(folder):
            count += 1
            if count > most_files:
                break
            if not entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # it went meanwhile
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return size, most_files + 1
    return size, count


def _below(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder, in no order."""
    with contextlib.ExitStack() as opened:
        folders = [str(folder)]
        while folders:
            here = folders.pop()
            with contextlib.suppress(FileNotFoundError):
                if len(here) > LONG_PATH:
                    here = _short(here, opened)
                with _entries(here) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        yield entry


def _short(folder: str, opened: contextlib.ExitStack) -> str:
    """A short path of a folder, good while it is open."""
    number = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
    opened.callback(os.close, number)
    return f"/proc/self/fd/{number}"


def _entries(folder: str) -> os._ScandirIterator[str]:
    """What a folder holds; one that is closed to its owner, who is the grader too, is opened."""
    try:
        return os.scandir(folder)
    except PermissionError:
        with contextlib.ExitStack() as opened:
            os.chmod(_short(folder, opened), 0o700)  # through the open folder: a link in its place is not followed
        return os.scandir(folder)
