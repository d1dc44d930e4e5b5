"""Landlock: the kernel's rules for the files that an unprivileged process may touch (Linux 5.13).

Rights and versions: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from enum import IntFlag
from pathlib import Path

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.policy import Policy, Tier
from autograder.sandbox.syscalls import no_new_privileges, syscall
from autograder.sandbox.view import DEVICES, nvidia_devices

QUERY_VERSION = 1
RULE_PATH_BENEATH = 1
NET_BIND_AND_CONNECT_TCP = 0b11
SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


class Right(IntFlag):
    """What may be done to a file or beneath a directory."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


READ = Right.EXECUTE | Right.READ_FILE | Right.READ_DIR
DEVICE = Right.READ_FILE | Right.WRITE_FILE | Right.TRUNCATE | Right.IOCTL_DEV
# CUDA opens /proc/self/task/N/comm for writing, with O_TRUNC.
OWN_PROC = READ | Right.WRITE_FILE | Right.TRUNCATE
WRITE = Right(0xFFFF) & ~(Right.MAKE_CHAR | Right.MAKE_BLOCK | Right.IOCTL_DEV)
ON_FILES = Right.EXECUTE | DEVICE
PROC_FILES = "cmdline cpuinfo devices filesystems loadavg meminfo modules stat uptime version".split()  # noqa: SIM905

Rule = tuple[Path, Right]


def abi_version() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(QUERY_VERSION))
    except (OSError, SandboxError):
        return 0


def rules(policy: Policy, tier: Tier) -> list[Rule]:
    """List what a job may touch, as paths in its own view of the file system."""
    allowed = [(path, READ) for path in policy.readable()]
    allowed += [(path, DEVICE) for path in DEVICES]
    allowed += [(Path("/dev"), Right.READ_DIR), (Path("/sys/devices/system"), READ), (policy.job, WRITE)]
    if tier is Tier.NAMESPACES:
        allowed += [(Path("/tmp"), WRITE), (Path("/dev/shm"), WRITE), (Path("/proc"), OWN_PROC)]
        allowed += [(Path("/"), Right.READ_DIR), (Path("/etc"), READ)]  # no more than `namespaces` put there
    else:
        allowed += [(Path(f"/proc/{os.getpid()}"), OWN_PROC), (Path("/proc/sys"), READ)]
        allowed += [(Path("/proc") / name, READ) for name in PROC_FILES]
        allowed += [(Path("/etc/passwd"), READ), (Path("/etc/group"), READ)]
    if policy.gpu:
        allowed += [(path, DEVICE) for path in nvidia_devices(Path("/dev"))]
        allowed += [(Path("/sys"), READ), (Path("/proc/driver"), READ)]
    return allowed


def restrict(allowed: Iterable[Rule], *, tcp: bool, abi: int) -> None:
    """Forbid this process, and all that it starts, every file beyond the rules; missing paths are skipped.

    Parameters
    ----------
    allowed
        The rules.
    tcp
        Whether TCP stays open (in a network namespace of its own it may).
    abi
        Landlock version to use, at least 1. From 4 on TCP is covered, from 6 on signals and abstract sockets.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    handled = Right((1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1)
    network = 0 if tcp else NET_BIND_AND_CONNECT_TCP
    attributes = struct.pack("=QQQ", handled, network, SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = syscall("landlock_create_ruleset", attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path, rights in allowed:
            _add(ruleset, path, rights & handled)
        no_new_privileges()
        syscall("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: Path, rights: Right) -> None:
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(file).st_mode):
            rights &= ON_FILES
        beneath = struct.pack("=Qi", rights, file)
        arguments = (ctypes.c_int(ruleset), ctypes.c_int(RULE_PATH_BENEATH), beneath, ctypes.c_uint32(0))
        syscall("landlock_add_rule", *arguments)
    finally:
        os.close(file)
