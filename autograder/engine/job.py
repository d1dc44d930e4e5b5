"""What the engine is asked to do with one submission, and what it found: plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from kit.checks.outcome import Result


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run: seconds of wall time (a cell, all cells, a check), bytes, processes.

    ``disk_bytes`` and ``files`` bound what lies in the submission's folder, ``file_bytes`` each file.
    """

    cell_seconds: float = 60.0
    notebook_seconds: float = 600.0
    check_seconds: float = 60.0
    memory_bytes: int = 4 << 30
    file_bytes: int = 256 << 20
    disk_bytes: int = 1 << 30
    files: int = 50_000
    processes: int = 128
    output_bytes: int = 2 << 20
    restarts: int = 3


@dataclass(frozen=True, slots=True)
class JobCell:
    """A code cell to run in S; ``own``: one that the student wrote."""

    id: str
    source: str
    own: bool = True


@dataclass(frozen=True)
class Job:
    """One submission.

    Parameters
    ----------
    assignment, student
        ``"A1"``, and the id under which the marks are kept.
    folders
        Hold the files beside the notebook (data, weights), the student's first and then the course's own, which
        replace them; copied, never written.
    cells
        The code cells that the student's process runs.
    exercises
        Ids of the exercises to check, in order.
    course
        The folder with ``assignments/``; only T reads it.
    number
        The student's number, which shape questions are drawn from.
    seed
        The checks draw their numbers from it.
    gpu
        The device that the notebook may use, as in ``CUDA_VISIBLE_DEVICES``; none: the CPU only.
    """

    assignment: str
    student: str
    folders: tuple[Path, ...]
    cells: tuple[JobCell, ...]
    exercises: tuple[str, ...]
    course: Path
    number: int
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    sandbox: bool = True
    gpu: str | None = None


class CellStatus(StrEnum):
    """How a cell of the submission ended."""

    OK = "ok"
    ERROR = "error"
    TIMEOUT = "timeout"
    DIED = "died"
    SKIPPED = "skipped"


@dataclass(slots=True)
class CellRun:
    """What a cell did: nbformat outputs, status, the error's first line."""

    id: str
    status: CellStatus = CellStatus.SKIPPED
    error: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Record:
    """The verdict on one submission.

    ``key`` names what it depends on, with a digest of each; ``checks`` does the same for each check. ``reasons`` say
    why it ran, ``look_at`` holds lines of the submission that a person should read. ``starved``: a time limit was met
    for want of processor time, so the verdict should not count before the submission has run alone.
    """

    assignment: str
    student: str
    key: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    graded_at: str = ""
    reasons: list[str] = field(default_factory=list)
    look_at: list[str] = field(default_factory=list)
    cells: list[CellRun] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    starved: bool = False

    def earned(self, exercise: str) -> float:
        """Points earned in one exercise."""
        return sum(result.earned for result in self.results_of(exercise))

    def results_of(self, exercise: str) -> list[Result]:
        """Verdicts of one exercise's checks, in order."""
        return [result for result in self.results if result.id.partition(".")[0] == exercise]

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self) | {
            "cells": [asdict(cell) | {"status": cell.status.value} for cell in self.cells],
            "results": [result.to_json() for result in self.results],
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Record:
        """Read what `to_json` wrote."""
        cells = [CellRun(**(cell | {"status": CellStatus(cell["status"])})) for cell in record["cells"]]
        results = [Result.from_json(result) for result in record["results"]]
        return cls(**(record | {"cells": cells, "results": results}))
