"""Who a job runs as: maps of user namespaces, the user `nobody`, and no capability at all."""

import ctypes
import os
import struct
from pathlib import Path

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.syscalls import LIBC, prctl, syscall

NOBODY = 65534
PR_CAPBSET_DROP = 24
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3 = 0x20080522


def is_root() -> bool:
    """Whether this process runs as root, which no limit on processes holds."""
    return os.geteuid() == 0


def give_to_nobody(directory: Path) -> None:
    """Give a tree to `nobody`; symbolic links are not followed.

    Raises
    ------
    OSError
        If this process may not.
    """
    os.chown(directory, NOBODY, NOBODY)
    for folder, directories, files in os.walk(directory):
        for name in (*directories, *files):
            os.lchown(os.path.join(folder, name), NOBODY, NOBODY)


WRITE_MAPS = 'read -r _ && printf %s "$1" >/proc/$0/uid_map && printf %s "$2" >/proc/$0/gid_map'
"""Waits for a line; a process's number comes first, then its two maps."""


def _identity(kind: str) -> str:
    """All users, or groups, that this process has now, each as itself."""
    ranges = [line.split() for line in Path(f"/proc/self/{kind}_map").read_text().splitlines()]
    return "".join(f"{inner} {inner} {count}\n" for inner, _, count in ranges)


class IdentityMap:
    """The map of a user namespace that this process is about to enter.

    An ordinary user may map itself alone, from inside. Root keeps all users that it has now, which takes
    a helper that stays outside; a file of any user can then be bound before `become_nobody`.
    """

    def __init__(self) -> None:
        self._uid, self._gid = os.getuid(), os.getgid()
        self._helper = 0
        if is_root():
            self._start_helper()

    def _start_helper(self) -> None:
        maps = [_identity(kind) for kind in ("uid", "gid")]
        waiting, self._go = os.pipe()
        # a shell and no fork: this process may be large
        self._helper = os.posix_spawn(
            "/bin/sh",
            ["sh", "-c", WRITE_MAPS, str(os.getpid()), *maps],
            {},
            file_actions=[(os.POSIX_SPAWN_DUP2, waiting, 0), (os.POSIX_SPAWN_CLOSE, self._go)],
        )
        os.close(waiting)

    def write(self) -> None:
        """Apply the map to the user namespace just entered.

        Raises
        ------
        OSError, SandboxError
            If the kernel refuses.
        """
        if not self._helper:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{self._uid} {self._uid} 1")
            Path("/proc/self/gid_map").write_text(f"{self._gid} {self._gid} 1")
            return
        os.write(self._go, b"\n")
        os.close(self._go)
        if os.waitpid(self._helper, 0)[1]:
            raise SandboxError("root may not map users into a user namespace")


def become_nobody() -> None:
    """Change to the user `nobody`, without further groups.

    Raises
    ------
    OSError
        If that user is not mapped in a user namespace.
    """
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def drop_capabilities() -> None:
    """Give up every capability, also those that a user namespace grants until the next exec.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    unused = ctypes.c_ulong(0)
    for capability in range(64):
        if LIBC.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), unused, unused, unused) < 0:
            break  # past the last one, or not allowed: then there is none to pass on either
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    syscall("capset", struct.pack("=Ii", CAPABILITY_VERSION_3, 0), bytes(24))
