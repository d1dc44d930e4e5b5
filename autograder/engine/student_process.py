"""Process S: confine itself, run the submission's cells on command, answer the checks' requests."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.bridge import Channel
from autograder.bridge.server import Server
from autograder.engine.shell import Emit, make_shell, settle
from autograder.sandbox import Policy, Tier, enter, interpreter_paths


@dataclass
class _Ready:
    """What processes forked from this one need not make: a shell, and where its outputs go."""

    shell: InteractiveShell | None = None
    emit: Emit = lambda _: None


_ready = _Ready()


def load() -> None:
    """Make what every submission's process needs, before any of them is there."""
    import torch

    torch.set_num_threads(1)
    _ready.shell = make_shell(lambda output: _ready.emit(output))


def run(control: Channel, bridge: Channel, job: dict[str, Any]) -> None:
    """Serve one submission until the supervisor hangs up. Runs in a process forked for it; never returns."""
    folder = Path(job["folder"])
    _confine(folder, job, (control.fileno(), bridge.fileno()))
    import torch

    torch.set_num_threads(int(job["threads"]))
    from autograder.pretend_cuda import cuda_for_tests
    from kit.probes import all_probes
    from kit.student import Host

    running = False

    def emit(output: dict[str, Any]) -> None:
        if running and os.getpid() == pid:
            control.send({"output": output})

    pid = os.getpid()
    shell, _ready.emit = _ready.shell, emit
    assert shell is not None
    settle(shell, emit)
    sys.path.insert(0, "")
    server = Server(Host(shell.user_ns, all_probes(), cuda_for_tests))
    control.send({"ready": True})
    while True:
        ready, _, _ = select.select([control, bridge], [], [])
        if bridge in ready:
            with contextlib.suppress(KeyboardInterrupt):  # came between two requests: too late to matter
                server.answer(bridge)
            continue
        message, _ = control.receive()
        running, status, error = True, "ok", ""
        try:
            result = shell.run_cell(message["run"], store_history=False)
            raised = result.error_before_exec or result.error_in_exec
            if raised is not None:
                status, error = "error", f"{type(raised).__name__}: {raised}"[:500]
                if isinstance(raised, KeyboardInterrupt):
                    status = "timeout"
        except KeyboardInterrupt:
            status, error = "timeout", "stopped"
        running = False
        control.send({"done": status, "error": error})


def _confine(folder: Path, job: dict[str, Any], keep: tuple[int, int]) -> None:
    limits = job["limits"]
    policy = Policy(
        job=folder,
        read_only=interpreter_paths(),
        gpu=job["gpu"] is not None,
        memory_bytes=limits["memory_bytes"],
        cpu_seconds=int(job["cpu_seconds"]),
        file_bytes=limits["file_bytes"],
        processes=limits["processes"],
        keep_fds=keep,
        keep_environment=("KIT_DATA",),
    )
    enter(policy, Tier(job["tier"]))
    os.environ.update(KIT_BUDGET="grade", MPLBACKEND="module://matplotlib_inline.backend_inline")
    if job["gpu"] is not None:
        os.environ["CUDA_VISIBLE_DEVICES"] = job["gpu"]
