"""The warm parent: a single-threaded process that has imported what notebooks need and forks on request.

It imports nothing of any assignment, initialises no CUDA and runs no parallel operation, so that a fork is
as good as a fresh process and takes milliseconds.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from autograder.bridge.wire import Channel, ClosedError, pair
from autograder.errors import EngineError

PRELOAD = (
    "numpy", "pandas", "torch", "torch._dynamo", "torch.testing", "torch.optim", "torch.utils.data",
    "torch.utils.tensorboard", "torchvision", "torchvision.transforms.v2", "PIL.Image", "safetensors.torch",
    "matplotlib.pyplot", "matplotlib_inline.backend_inline", "IPython.core.interactiveshell",
    "IPython.core.completer", "tqdm.auto", "autograder.engine.shell", "autograder.sandbox", "autograder.pretend_cuda",
    "autograder.bridge.server", "autograder.engine.student_process", "autograder.engine.trusted_process",
    "kit.probes", "kit.student", "kit.checks",
)  # fmt: skip
START_SECONDS = 180.0


class WarmParent:
    """Starts the warm parent on first use and has it fork processes. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None

    def fork(self, role: str, job: dict[str, Any], *fds: socket.socket) -> int:
        """Fork a process of `role` (``student`` or ``trusted``), give it `job` and sockets; return a pidfd."""
        with self._lock:
            channel = self._started()
            try:
                data = json.dumps({"role": role, "job": job}).encode()
                channel.send({"bytes": len(data)})
                socket.send_fds(channel.socket, [b"."], [fd.fileno() for fd in fds])
                channel.socket.sendall(data)
                answer, _ = channel.receive()
            except ClosedError as error:
                self._stop()
                raise EngineError(f"the warm parent ended: {error}") from error
            try:
                return os.pidfd_open(answer["pid"])
            except ProcessLookupError as error:
                raise EngineError(f"the {role} process ended at once") from error

    def close(self) -> None:
        """End the warm parent and everything forked from it."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
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
        ours, theirs = pair()
        environment = os.environ | {
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
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
        ours.settimeout(START_SECONDS)
        try:
            self._channel.receive()
        except (ClosedError, TimeoutError) as error:
            self._stop()
            raise EngineError("the warm parent did not start") from error
        ours.settimeout(None)
        return self._channel


def main(descriptor: int) -> None:
    """Import, then fork on request until the grader hangs up."""
    for name in PRELOAD:
        importlib.import_module(name)
    _warm_up()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel(socket.socket(fileno=descriptor))
    channel.send({"ready": True})
    while True:
        try:
            head, _ = channel.receive()
        except ClosedError:
            os._exit(0)
        _, fds, _, _ = socket.recv_fds(channel.socket, 1, 8)
        request = json.loads(bytes(channel._exactly(head["bytes"])))
        pid = os.fork()
        if pid == 0:
            channel.close()
            _child(request, fds)
        for fd in fds:
            os.close(fd)
        channel.send({"pid": pid})


def _warm_up() -> None:
    """One step of an optimiser: torch sets much up on first use."""
    import torch

    weight = torch.nn.Parameter(torch.zeros(2))
    optimiser = torch.optim.SGD([weight], lr=0.1)
    (weight * torch.ones(2)).sum().backward()
    optimiser.step()


def _child(request: dict[str, Any], fds: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    control, bridge = (Channel(socket.socket(fileno=fd)) for fd in fds[:2])
    try:
        if request["role"] == "student":
            from autograder.engine import student_process as role
        else:
            from autograder.engine import trusted_process as role  # type: ignore[no-redef]
        role.run(control, bridge, request["job"])
    except ClosedError:
        os._exit(0)
    except BaseException as error:
        import traceback

        try:
            control.send({"crash": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()[-4000:]})
        finally:
            os._exit(1)
    os._exit(0)
