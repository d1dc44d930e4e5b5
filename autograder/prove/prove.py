"""Grade every known solution with the real pipeline and compare with what should come out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring.notebook import build_source
from autograder.authoring.release import write_files
from autograder.course import Assignment
from autograder.engine.job import CellStatus, Job, JobCell, Limits, Record
from autograder.engine.session import run
from autograder.engine.warm import WarmParent
from autograder.grading.reference import reference_cells
from autograder.prove.bank import Entry
from kit.checks.outcome import Outcome

NUMBER = 17


@dataclass(frozen=True)
class Proof:
    """What became of one known solution.

    ``lost`` maps the check that failed to the message of the first seed at which it did.
    """

    entry: Entry
    lost: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def holds(self) -> bool:
        """Whether the checks did what they should."""
        return not self.problem


def prove(
    assignment: Assignment,
    entries: Sequence[Entry],
    warm: WarmParent,
    seeds: Sequence[int] = range(5),
    jobs: int = 1,
    done: Callable[[Proof], None] = lambda _: None,
    sandbox: bool = True,
) -> list[Proof]:
    """Grade each entry and return a `Proof` for each, in order.

    The reference and right ones must keep every mark of their exercise at every seed; a wrong one must fail
    the checks it names at every seed; no check may break.
    """
    notebook = build_source(assignment)
    with tempfile.TemporaryDirectory(prefix="prove-") as scratch:
        folder = Path(scratch)
        write_files(assignment, notebook, folder / "files")

        def one(entry: Entry) -> Proof:
            proof = _prove(assignment, notebook, folder / "files", entry, warm, seeds, sandbox)
            done(proof)
            return proof

        with ThreadPoolExecutor(max_workers=jobs) as pool:
            return list(pool.map(one, entries))


def _prove(
    assignment: Assignment,
    notebook: NotebookNode,
    folder: Path,
    entry: Entry,
    warm: WarmParent,
    seeds: Sequence[int],
    sandbox: bool,
) -> Proof:
    job = Job(
        assignment=assignment.id,
        student=str(NUMBER),
        folders=(folder,),
        cells=entry_cells(assignment, notebook, entry),
        exercises=(entry.exercise,),
        course=assignment.course.root,
        number=NUMBER,
        limits=Limits(restarts=1),
        sandbox=sandbox,
    )
    records = run(job, warm, seeds)
    return judge(entry, records)


def judge(entry: Entry, records: Sequence[Record]) -> Proof:
    """Compare what came out with what should."""
    failed_cell = next((cell for cell in records[0].cells if cell.status is not CellStatus.OK), None)
    if failed_cell is not None and entry.kind != "wrong":
        return Proof(entry, {}, f"cell {failed_cell.id} does not run: {failed_cell.error}")
    lost: dict[str, str] = {}
    every: set[str] = {result.id for result in records[0].results}
    for seed, record in enumerate(records):
        passed = {result.id for result in record.results if result.outcome is Outcome.PASSED}
        every -= passed
        for result in record.results:
            if result.outcome is Outcome.BROKEN:
                return Proof(entry, {result.id: result.message}, f"{result.id} broke: {result.message}")
            if result.id not in passed:
                lost.setdefault(result.id, f"seed {seed}: {result.message}")
    if entry.kind != "wrong":
        problem = "loses marks that it should keep: " + ", ".join(lost) if lost else ""
        return Proof(entry, lost, problem)
    missed = entry.caught_by - every
    if missed:
        return Proof(entry, lost, f"not caught by {', '.join(sorted(missed))}")
    return Proof(entry, lost, "" if every else "survives: no check fails at every seed")


def entry_cells(assignment: Assignment, notebook: NotebookNode, entry: Entry) -> tuple[JobCell, ...]:
    """The reference answers with the entry after those of its exercise."""
    extra = JobCell(f"{entry.exercise}-{entry.kind}-{entry.name}", entry.source) if entry.source else None
    return reference_cells(assignment, notebook, NUMBER, entry.exercise, extra)
