"""The warm parent: a single-threaded process that has imported what notebooks need and forks on request.

It imports nothing of any assignment, initialises no CUDA and runs no parallel operation, so that a fork is
as good as a fresh process and takes milliseconds. What serves a submission is forked from a *nest*, a fork of it:
students' processes from one that has started a shell and seen no assignment, checkers from one that has imported an
assignment's checks.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from autograder.bridge.wire import BadMessageError, Channel, ClosedError, pair
from autograder.course import Assignment, Course
from autograder.engine import trusted_process
from autograder.engine.pages import collapse
from autograder.engine.trusted_process import CheckInfo
from autograder.errors import EngineError

PRELOAD = (
    "numpy", "pandas", "torch", "torch._dynamo", "torch.testing", "torch.optim", "torch.utils.data",
    "torch.utils.tensorboard", "torchvision", "torchvision.transforms.v2", "PIL.Image", "safetensors.torch",
    "matplotlib.pyplot", "matplotlib_inline.backend_inline", "IPython.core.interactiveshell",
    "IPython.core.application", "IPython.core.completer", "IPython.core.completerlib", "IPython.core.crashhandler",
    "IPython.core.logger", "IPython.core.magics", "IPython.core.oinspect", "IPython.utils.wildcard", "bdb", "tqdm.auto",
    "autograder.engine.shell", "autograder.sandbox", "autograder.pretend_cuda",
    "autograder.bridge.server", "autograder.engine.student_process", "autograder.engine.trusted_process",
    "kit.probes", "kit.student", "kit.checks", "kit.notebook",
)  # fmt: skip
START_SECONDS = 180.0


class Forked(NamedTuple):
    """A process: its number, and a descriptor that stays its own when the number is used again."""

    pid: int
    pidfd: int


class WarmParent:
    """Starts the warm parent on first use and has it fork processes. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._nests: dict[tuple[str, str], tuple[int, Channel]] = {}
        self._closed = False

    def fork_student(self, job: dict[str, Any], *fds: socket.socket) -> Forked:
        """Fork a process S and give it its job and sockets."""
        with self._lock:
            return self._forked(self._student_nest(), {"role": "student", "job": job}, fds)

    def fork_trusted(self, course: Path, assignment: str, number: int, *fds: socket.socket) -> Forked:
        """Fork a process T that has the checks of an assignment, for the student of this number."""
        with self._lock:
            nest = self._nest(course, assignment)
            return self._forked(nest, {"role": "trusted", "job": {"number": number}}, fds)

    def checks(self, course: Path, assignment: str, number: int) -> list[CheckInfo]:
        """The checks of an assignment for the student of this number, as its files are now."""
        with self._lock:
            nest = self._nest(course, assignment)
            try:
                nest.send({"role": "describe", "number": number})
                answer, _ = nest.receive()
            except ClosedError as error:
                self._stop()
                raise EngineError(f"the checks of {assignment} could not be read: {error}") from error
            return [CheckInfo(*one) for one in answer]

    def close(self) -> None:
        """End the warm parent and everything forked from it, for good."""
        with self._lock:
            self._closed = True
            self._stop()

    def _forked(self, channel: Channel, request: dict[str, Any], fds: Sequence[socket.socket]) -> Forked:
        try:
            channel.send(request)
            socket.send_fds(channel.socket, [b"."], [fd.fileno() for fd in fds])
            answer, _ = channel.receive()
        except ClosedError as error:
            self._stop()
            raise EngineError(f"the warm parent ended: {error}") from error
        try:
            return Forked(answer["pid"], os.pidfd_open(answer["pid"]))
        except ProcessLookupError as error:
            raise EngineError(f"the {request['role']} process ended at once") from error

    def _student_nest(self) -> Channel:
        """The process that students' processes are forked from."""
        return self._kept(("", ""), 0, None, "a notebook's process")

    def _nest(self, course: Path, assignment: str) -> Channel:
        """The process that checkers of an assignment are forked from; a new one after its files changed."""
        stamp = _stamp(Course(course).assignment(assignment))
        where = {"course": str(course), "assignment": assignment}
        return self._kept((str(course), assignment), stamp, where, f"the checks of {assignment}")

    def _kept(self, key: tuple[str, str], stamp: int, job: dict[str, str] | None, what: str) -> Channel:
        """The nest of this key and stamp, made of `job` if there is none yet."""
        parent = self._started()
        if key in self._nests:
            known, channel = self._nests[key]
            if known == stamp:
                return channel
            channel.close()
        ours, theirs = pair()
        os.close(self._forked(parent, {"role": "nest", "job": job}, [theirs]).pidfd)
        theirs.close()
        channel = Channel(ours)
        try:
            answer, _ = channel.receive(within=START_SECONDS)
        except (ClosedError, BadMessageError) as error:
            raise EngineError(f"{what} could not be loaded: {error}") from error
        if "crash" in answer:
            channel.close()
            raise EngineError(f"{what} could not be loaded: {answer['crash']}")
        self._nests[key] = stamp, channel
        return channel

    def _stop(self) -> None:
        for _, channel in self._nests.values():
            channel.close()
        self._nests.clear()
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._channel = None

    def _started(self) -> Channel:
        if self._channel is not None and self._process is not None and self._process.poll() is None:
            return self._channel
        if self._closed:
            raise EngineError("grading was stopped")
        self._stop()
        ours, theirs = pair()
        environment = os.environ | {
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
            # one heap of huge pages: a fork copies the table of pages, and takes less than half the time
            "PYTHONMALLOC": "malloc",
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        code = f"from autograder.engine.warm import main; main({theirs.fileno()})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            pass_fds=(theirs.fileno(),),
            env=environment,
            start_new_session=True,
            cwd=Path(__file__).parent,
        )
        theirs.close()
        self._channel = Channel(ours)
        try:
            self._channel.receive(within=START_SECONDS)
        except (ClosedError, BadMessageError) as error:
            self._stop()
            raise EngineError("the warm parent did not start") from error
        return self._channel


def _stamp(assignment: Assignment) -> int:
    """Changes with every file of an assignment that checkers may import or read."""
    stats = ((path, path.stat()) for path in assignment.files())
    return hash(frozenset((path, about.st_mtime_ns, about.st_size) for path, about in stats))


def main(descriptor: int) -> None:
    """Import, then fork on request until the grader hangs up."""
    for name in PRELOAD:
        importlib.import_module(name)
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collapse()
    channel = Channel(socket.socket(fileno=descriptor))
    channel.send({"ready": True})
    _serve(channel)


def _serve(channel: Channel) -> NoReturn:
    """Fork on request; children share what is there now and do not touch it."""
    gc.collect()
    gc.freeze()
    while True:
        try:
            request, _ = channel.receive()
            if request["role"] == "describe":
                channel.send(trusted_process.describe(request["number"]))
                continue
            _, fds, _, _ = socket.recv_fds(channel.socket, 1, 8)
        except ClosedError:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            channel.close()
            _child(request, [Channel(socket.socket(fileno=fd)) for fd in fds])
        for fd in fds:
            os.close(fd)
        channel.send({"pid": pid})


def _warm_up() -> None:
    """All probes, one step of an optimiser, one list of all operators: torch sets much up on first use."""
    import torch

    from kit.probes import all_probes
    from kit.student.forbidden import plan

    all_probes()
    plan(("conv2d",))

    weight = torch.nn.Parameter(torch.zeros(2))
    optimiser = torch.optim.SGD([weight], lr=0.1)
    (weight * torch.ones(2)).sum().backward()
    optimiser.step()


def _child(request: dict[str, Any], channels: list[Channel]) -> NoReturn:
    control = channels[0]
    try:
        if request["role"] == "nest":
            if request["job"] is None:
                from autograder.engine import student_process

                student_process.load()
            else:
                trusted_process.load(**request["job"])
            control.send({"ready": True})
            _serve(control)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if request["role"] == "student":
            from autograder.engine import student_process

            student_process.run(control, channels[1], request["job"])
        else:
            trusted_process.run(control, channels[1], request["job"]["number"])
    except ClosedError:
        os._exit(0)
    except BaseException as error:
        import traceback

        try:
            control.send({"crash": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()[-4000:]})
        finally:
            os._exit(1)
    os._exit(0)
