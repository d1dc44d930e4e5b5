"""The processes around a job in namespaces, and how signals and the exit status pass through them.

::

    supervisor ── warden ─┊─ init (1) ── the job (2) ── its processes
                          ┊ process namespace

The kernel ends everything in the namespace together with init, and init together with the warden. So a
supervisor knows one process: SIGKILL ends the job, SIGTERM ends it and is answered once nothing is left,
SIGINT reaches the job, and the exit status is the job's.
"""

import contextlib
import os
import resource
import select
import signal
import socket
import struct
from collections.abc import Iterable, Iterator
from typing import NoReturn

from autograder.sandbox.descriptors import STANDARD, close
from autograder.sandbox.syscalls import PR_SET_PDEATHSIG, prctl, set_dumpable

STATUS = struct.Struct("=i")
HANDLED = (signal.SIGINT, signal.SIGTERM)


def die_with_parent() -> None:
    """Be killed when the thread that forked this process ends.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back, and give both, and SIGCHLD, the answers that Python starts with."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before.difference(HANDLED))


def start_init(descriptors: Iterable[int]) -> socket.socket:
    """Fork; return in the child, the first process of the namespace, with its line to the warden.

    Parameters
    ----------
    descriptors
        What the job holds open; the warden lets go of it, so that the job's pipes end with the job.
    """
    ours, theirs = socket.socketpair()
    init = os.fork()
    if init:
        theirs.close()
        _be_warden(init, ours, descriptors)
    ours.close()
    return theirs


def start_job(line: socket.socket, descriptors: Iterable[int]) -> None:
    """Fork; return in the child, which is to run the job, and stay as init in the parent."""
    die_with_parent()
    if select.select([line], [], [], 0)[0]:  # the warden ended before that was in force
        os._exit(1)
    job = os.fork()
    if job:
        _be_init(job, line, descriptors)
    line.close()


def _be_warden(init: int, line: socket.socket, descriptors: Iterable[int]) -> NoReturn:
    try:
        _withdraw(descriptors)
        signal.signal(signal.SIGINT, lambda *_: _send(init, signal.SIGINT))
        signal.signal(signal.SIGTERM, lambda *_: _send(init, signal.SIGKILL))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
        report = line.recv(STATUS.size)
        status = os.waitpid(init, 0)[1]  # answered once the whole namespace is gone
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        if report:
            (status,) = STATUS.unpack(report)
        _exit_as(status)
    finally:
        os._exit(1)


def _be_init(job: int, line: socket.socket, descriptors: Iterable[int]) -> NoReturn:
    try:
        _withdraw(descriptors)
        signal.signal(signal.SIGINT, lambda *_: _send(job, signal.SIGINT))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while True:
            ended, status = os.waitpid(-1, 0)
            if ended == job:
                signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
                line.send(STATUS.pack(status))
                os._exit(0)
    finally:
        os._exit(1)


def _withdraw(descriptors: Iterable[int]) -> None:
    """Let go of the job's descriptors, and be closed to its eyes."""
    set_dumpable(False)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    close({*STANDARD, *descriptors})


def _send(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _exit_as(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(OSError):  # SIGKILL has no handler to reset
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))
