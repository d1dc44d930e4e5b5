"""Run the cells in a fresh kernel, each under the time limit, and note how each ended."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from kit.rehearsal.inside import REPORT
from kit.saved import SavedCell

SLOW_START, STOPS_WITHIN, CHECKS_WITHIN = 120, 5, 180  # seconds
TOO_LONG, ENDED = "ran too long", "ended its kernel"


@dataclass(frozen=True, slots=True)
class CellError:
    """How a cell went wrong: the exception's name (or `TOO_LONG`, `ENDED`) and text."""

    cell: SavedCell
    kind: str
    text: str = ""


@dataclass
class FreshRun:
    """What a run found; ``seen`` is what `kit.rehearsal.inside.report` wrote, empty if it could not."""

    errors: list[CellError] = field(default_factory=list)
    seconds: dict[int, float] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    broken: str = ""


def run_fresh(
    cells: Sequence[SavedCell],
    folder: Path,
    own: Path,
    cell_seconds: int,
    all_seconds: float,
    step: Callable[[int, int], None],
) -> FreshRun:
    """Run code cells in order in a kernel that starts in `folder`.

    Parameters
    ----------
    own
        The student's own folder: to read from it is noted.
    cell_seconds, all_seconds
        A cell that takes longer is interrupted; what is left after all of them is not run.
    step
        Told after each cell how many of how many are done.
    """
    run, record, target = FreshRun(), folder.parent / "opened.jsonl", folder.parent / REPORT
    with _kernel(folder) as client:
        error = _run(client, _inside("watch", str(own), str(record)), SLOW_START)
        if error:
            run.broken = f"{error[0]}: {error[1]}"
            return run
        for done, cell in enumerate(cells, start=1):
            if not _run_cell(client, cell, run, cell_seconds, all_seconds):
                return run
            step(done, len(cells))
        error = _run(client, _inside("report", "globals()", str(target)), CHECKS_WITHIN)
        run.broken = f"the self-checks could not run: {error[0]} {error[1]}".strip() if error else ""
    if record.is_file():
        run.opened = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    if target.is_file():
        run.seen = json.loads(target.read_text(encoding="utf-8"))
    return run


def _run_cell(client: NotebookClient, cell: SavedCell, run: FreshRun, cell_seconds: int, all_seconds: float) -> bool:
    """Run a cell; whether the kernel is still there and answers."""
    if sum(run.seconds.values()) > all_seconds:
        run.broken = f"all cells together take longer than {all_seconds:.0f} s; from {cell.label} on nothing ran"
        return False
    start = time.perf_counter()
    error = _run(client, cell.source, cell_seconds)
    run.seconds[cell.number] = time.perf_counter() - start
    if error is not None:
        run.errors.append(CellError(cell, *error))
        if error[0] == ENDED or (error[0] == TOO_LONG and _run(client, "pass", STOPS_WITHIN)):
            run.broken = f"nothing below {cell.label} ran: it {'would not stop' if error[0] == TOO_LONG else ENDED}"
            return False
    return True


def _run(client: NotebookClient, source: str, seconds: int) -> tuple[str, str] | None:
    """Run one piece of code; name and text of its error."""
    client.nb.cells = [v4.new_code_cell(source)]
    client.timeout = seconds
    replies: list[dict[str, Any]] = []
    client.on_cell_executed = lambda **facts: replies.append(facts["execute_reply"] or {})
    try:
        client.execute_cell(client.nb.cells[0], 0)
    except DeadKernelError:
        return ENDED, ""
    reply = replies[0].get("content", {}) if replies else {}
    return (str(reply["ename"]), str(reply["evalue"])) if reply.get("status") == "error" else None


def _inside(function: str, *arguments: str) -> str:
    """Code that calls a function of `kit.rehearsal.inside` and binds no name."""
    given = ", ".join(one if one == "globals()" else repr(one) for one in arguments)
    return f'__import__("kit.rehearsal.inside", fromlist=["x"]).{function}({given})'


@contextmanager
def _kernel(folder: Path) -> Iterator[NotebookClient]:
    """A fresh kernel with the settings of grading."""
    client = NotebookClient(
        v4.new_notebook(),
        kernel_name="python3",
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": TOO_LONG, "evalue": "", "traceback": []},
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        log=logging.Logger("rehearsal", logging.CRITICAL + 1),
    )
    with client.setup_kernel(env=_environment(os.environ), stderr=subprocess.DEVNULL):
        yield client


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """Grading's settings; what a student's own machine sets for Python does not hold there."""
    kept = {name: value for name, value in given.items() if name not in ("PYTHONPATH", "JPY_SESSION_NAME")}
    return kept | {"KIT_BUDGET": "grade", "KIT_DATA": "offline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
