"""Supervise one submission: cells in S, checks in T, limits on both, and the record of what happened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from autograder.engine.attempt import Attempt
from autograder.engine.job import CellRun, CellStatus, Job, Record
from autograder.engine.warm import WarmParent
from autograder.files import scratch_folder
from kit.checks.outcome import Outcome, Result

MAX_NOTES = 5


def grade(job: Job, warm: WarmParent, known: Iterable[Result] = ()) -> Record:
    """Run a submission's cells, and its checks but those of which a verdict is `known`.

    Raises `EngineError` when the grader itself failed.
    """
    return run(job, warm, (job.seed,), known)[0]


def run(job: Job, warm: WarmParent, seeds: Sequence[int], known: Iterable[Result] = ()) -> list[Record]:
    """Run the cells once and the checks once for each seed; return a record for each.

    A cell or a check that kills the student's process costs only itself: the process is started again without
    it, at most ``job.limits.restarts`` times.
    """
    start = time.perf_counter()
    cells = [CellRun(cell.id) for cell in job.cells]
    notes: list[str] = []
    verdicts = list(known)
    records = [Record(job.assignment, job.student, cells=cells, notes=notes, results=[*verdicts]) for _ in seeds]
    cell_seconds, starved, left = 0.0, False, job.limits.notebook_seconds
    with scratch_folder("submission-") as scratch:
        fatal: set[str] = set()
        for attempt in range(job.limits.restarts + 1):
            with Attempt(job, warm, scratch / str(attempt)) as now:
                begun = time.perf_counter()
                try:
                    finished = now.run_cells(cells, notes, fatal, left)
                    left -= time.perf_counter() - begun
                    if not finished:
                        continue
                    cell_seconds = cell_seconds or time.perf_counter() - begun
                    if all(now.run_checks(record, seed) for record, seed in zip(records, seeds, strict=True)):
                        break
                finally:
                    starved |= now.starved
        else:
            for record in records:
                _give_up(job, warm, record)
    troubles = [f"{cell.id}: {cell.error}" for cell in cells if cell.status in (CellStatus.ERROR, CellStatus.TIMEOUT)]
    notes += troubles[:MAX_NOTES]
    total = time.perf_counter() - start
    for record in records:
        record.seconds, record.starved = {"cells": cell_seconds, "total": total}, starved
    return records


def _give_up(job: Job, warm: WarmParent, record: Record) -> None:
    """Record a failed verdict for what could not be checked because the process kept ending."""
    seen = {result.id for result in record.results}
    for check in warm.checks(job.course, job.assignment, job.number):
        if check.id not in seen and check.id.partition(".")[0] in job.exercises:
            why = "your code ended its process too often to check this"
            record.results.append(Result(check.id, check.title, check.points, Outcome.FAILED, why))
