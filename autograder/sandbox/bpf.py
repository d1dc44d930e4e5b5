"""A small assembler for seccomp filters: rules of the form "this call, when its arguments say so, fails"."""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass
from typing import Final

from autograder.sandbox.syscalls import LIBC, check, no_new_privileges, number

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL_PROCESS, FAIL, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
OFFSET_NUMBER, OFFSET_MACHINE, OFFSET_ARGUMENTS = 0, 4, 16  # of struct seccomp_data
AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


@dataclass(frozen=True)
class Condition:
    """A test of 32 bits of one argument (little endian: the low half comes first)."""

    argument: int
    jump: int
    value: int
    holds: bool
    high_half: bool = False


def bits_set(argument: int, mask: int) -> Condition:
    """Say that one of the mask's bits is set."""
    return Condition(argument, JUMP_BITS, mask, True)


def bits_clear(argument: int, mask: int) -> Condition:
    """Say that none of the mask's bits is set."""
    return Condition(argument, JUMP_BITS, mask, False)


def equals(argument: int, value: int) -> Condition:
    """Say that the low half has this value."""
    return Condition(argument, JUMP_EQUAL, value, True)


def differs(argument: int, value: int, *, high_half: bool = False) -> Condition:
    """Say that the half has another value."""
    return Condition(argument, JUMP_EQUAL, value, False, high_half)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class Filter:
    """A seccomp program under construction: what no rule denies is allowed."""

    def __init__(self) -> None:
        self._code: list[bytes] = []
        self._emit(LOAD, OFFSET_MACHINE)
        self._emit(JUMP_EQUAL, AUDIT_ARCH[platform.machine()], on_true=1)
        self._emit(RETURN, KILL_PROCESS)
        self._emit(LOAD, OFFSET_NUMBER)
        if platform.machine() == "x86_64":  # the x32 calls have numbers of their own
            self.deny_from(X32_BIT)

    def _emit(self, code: int, value: int, *, on_true: int = 0, on_false: int = 0) -> None:
        self._code.append(struct.pack("=HBBI", code, on_true, on_false, value & 0xFFFFFFFF))

    def deny(self, name: str, *conditions: Condition, error: int = errno.EPERM) -> None:
        """Let a call fail when all conditions hold; with `error` 0 it does nothing and returns 0."""
        call = number(name)
        if call is None:
            return
        body = 2 * len(conditions) + 1
        reload = 1 if conditions else 0
        self._emit(JUMP_EQUAL, call, on_false=body + reload)
        for index, condition in enumerate(conditions):
            rest = body - 2 * (index + 1)  # instructions up to the reload of the call's number
            jumps = {"on_false": rest} if condition.holds else {"on_true": rest}
            half = 4 if condition.high_half else 0
            self._emit(LOAD, OFFSET_ARGUMENTS + 8 * condition.argument + half)
            self._emit(condition.jump, condition.value, **jumps)
        self._emit(RETURN, FAIL | error)
        if conditions:
            self._emit(LOAD, OFFSET_NUMBER)

    def deny_from(self, first: int) -> None:
        """Let every call from this number on fail as one that the kernel does not know."""
        self._emit(JUMP_AT_LEAST, first, on_false=1)
        self._emit(RETURN, FAIL | errno.ENOSYS)

    def install(self) -> None:
        """Apply the filter to this process and all that it starts.

        Raises
        ------
        OSError
            If the kernel refuses.
        """
        self._emit(RETURN, ALLOW)
        code = b"".join(self._code)
        memory = ctypes.create_string_buffer(code, len(code))
        program = _Program(len(self._code), ctypes.addressof(memory))
        no_new_privileges()
        mode, unused = ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.c_ulong(0)
        check(LIBC.prctl(PR_SET_SECCOMP, mode, ctypes.byref(program), unused, unused), "seccomp")
