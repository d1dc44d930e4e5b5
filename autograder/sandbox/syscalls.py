"""System calls that `os` does not offer, through the C library. Linux on x86_64 and aarch64."""

import ctypes
import os
import platform
from typing import Any, Final

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.syscall_numbers import MACHINES, NUMBERS

LIBC: Final = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_NO_NEW_PRIVS: Final = 38


def check(result: int, what: str) -> int:
    """Return a call's result, or raise the `OSError` that `errno` names.

    Raises
    ------
    OSError
        With the name of the call in its message.
    """
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def number(name: str) -> int | None:
    """Return the number of a system call here, or None where this architecture has none.

    Raises
    ------
    SandboxError
        If the architecture is not known.
    """
    machine = platform.machine()
    if machine not in MACHINES:
        raise SandboxError(f"no system call numbers for {machine}; known: {', '.join(MACHINES)}")
    return NUMBERS[name][MACHINES.index(machine)]


def syscall(name: str, *arguments: Any) -> int:
    """Call the kernel by name; arguments are ctypes values, bytes or None.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    value = number(name)
    assert value is not None, name
    return check(LIBC.syscall(ctypes.c_long(value), *arguments), name)


def prctl(option: int, value: int = 0) -> int:
    """Set or query an attribute of the process.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    unused = ctypes.c_ulong(0)
    arguments = (ctypes.c_int(option), ctypes.c_ulong(value), unused, unused, unused)
    return check(LIBC.prctl(*arguments), f"prctl({option})")


def no_new_privileges() -> None:
    """Give up what set-uid programs would grant; Landlock and seccomp demand it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def set_dumpable(dumpable: bool) -> None:
    """Allow or forbid processes of the same user to read this one through /proc and ptrace."""
    prctl(PR_SET_DUMPABLE, int(dumpable))
