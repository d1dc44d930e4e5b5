"""The same checks on the same code give the same verdicts in one process and across the boundary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from autograder import stock
from autograder.authoring.notebook import build_source
from autograder.authoring.release import write_files
from autograder.course import Assignment, Course
from autograder.engine.job import Job, Limits
from autograder.engine.session import run
from autograder.engine.warm import WarmParent
from autograder.prove import Entry, read_bank
from autograder.prove.prove import NUMBER, entry_cells

ROOT = Path(__file__).parents[2]
EXERCISES = [f"A1-E{number}" for number in range(1, 15) if number != 13]  # 13 needs a training run


@pytest.fixture(scope="module")
def a1() -> Assignment:
    return Course.at(ROOT).assignment("A1")


@pytest.fixture(scope="module")
def bank(a1: Assignment) -> list[Entry]:
    return read_bank(a1.folder / "bank", a1.hidden(), "A1")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_one_process_and_two_agree(
    a1: Assignment, bank: list[Entry], exercise: str, warm: WarmParent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = build_source(a1)
    folder = tmp_path / "A1"
    write_files(a1, notebook, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    mine = [entry for entry in bank if entry.exercise == exercise]
    some = [next(entry for entry in mine if entry.kind == kind) for kind in ("right", "wrong")]
    for entry in (Entry("reference", exercise, "reference"), *some):
        cells = entry_cells(a1, notebook, entry)
        job = Job("A1", "17", (folder,), cells, (exercise,), a1.course.root, NUMBER, limits=Limits())
        (record,) = run(job, warm, [0])
        apart = {one.id: one.outcome for one in record.results}
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in cells:
            if "environment_report" not in cell.source and "load()" not in cell.source.splitlines():
                exec(compile(cell.source, "<cell>", "exec"), names)
            elif "load()" in cell.source:
                exec(compile(cell.source.replace("\nload()", ""), "<cell>", "exec"), names)
        together = {one.id: one.outcome for one in stock.results(a1.course, exercise, names)}
        assert together == apart, entry.name
