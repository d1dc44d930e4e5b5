"""The same checks on the same code give the same verdicts in one process and across the boundary."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest import mock

import pytest
from nbformat import NotebookNode

from autograder import stock
from autograder.authoring.notebook import build_source
from autograder.authoring.release import write_files
from autograder.course import Assignment, Course
from autograder.engine.job import Job, JobCell, Limits
from autograder.engine.session import run
from autograder.engine.warm import WarmParent
from autograder.prove import Entry, read_bank
from autograder.prove.prove import NUMBER, entry_cells
from kit.checks import Result
from kit.checks.outcome import Outcome

pytestmark = pytest.mark.slow
COURSE = Course.at(Path(__file__).parents[2])
TRAINED = {"A1-E13"}  # needs a training run
APART_ONLY = {"adds-in-place"}  # changes what a probe is given: in one process that is the check's own tensor
EXERCISES = [name for one in COURSE.ids for name in COURSE.assignment(one).hidden() if name not in TRAINED]


class Built(NamedTuple):
    """An assignment, its notebook and its known solutions."""

    assignment: Assignment
    notebook: NotebookNode
    bank: list[Entry]


@cache
def build(name: str) -> Built:
    one = COURSE.assignment(name)
    return Built(one, build_source(one), read_bank(one.folder / "bank", one.hidden(), name))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What ships beside each notebook."""
    found = {}
    for name in COURSE.ids:
        found[name] = tmp_path_factory.mktemp("files") / name
        write_files(build(name).assignment, build(name).notebook, found[name])
    return found


@pytest.fixture
def folder(folders: dict[str, Path], exercise: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the exercise's notebook, the working directory."""
    there = folders[exercise.partition("-")[0]]
    monkeypatch.setenv("KIT_BUDGET", "grade")
    monkeypatch.chdir(there)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return there


def apart(entry: Entry, folder: Path, warm: WarmParent) -> list[Result]:
    """Verdicts across the boundary."""
    one = build(entry.exercise.partition("-")[0]).assignment
    job = Job(one.id, "17", (folder,), cells(entry), (entry.exercise,), COURSE.root, NUMBER, limits=Limits())
    return run(job, warm, [0])[0].results


def together(entry: Entry) -> list[Result]:
    """Verdicts in this process, on a main module as a kernel has one: pickle looks for classes there."""
    main = ModuleType("__main__")
    with mock.patch.dict(sys.modules, {"__main__": main}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a submission is warned of is its own matter
        for cell in cells(entry):
            if "environment_report" not in cell.source:
                exec(compile(cell.source.replace("\nload()", ""), "<cell>", "exec"), vars(main))
        return stock.results(COURSE, entry.exercise, vars(main))


def cells(entry: Entry) -> tuple[JobCell, ...]:
    one = build(entry.exercise.partition("-")[0])
    return entry_cells(one.assignment, one.notebook, entry)


def outcomes(results: list[Result]) -> dict[str, Outcome]:
    return {one.id: one.outcome for one in results}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_one_process_and_two_agree(exercise: str, folder: Path, warm: WarmParent) -> None:
    mine = [
        entry
        for entry in build(exercise.partition("-")[0]).bank
        if entry.exercise == exercise and entry.name not in APART_ONLY
    ]
    some = [next(entry for entry in mine if entry.kind == kind) for kind in ("right", "wrong")]
    for entry in (Entry("reference", exercise, "reference"), *some):
        assert outcomes(together(entry)) == outcomes(apart(entry, folder, warm)), entry.name


@pytest.mark.parametrize("exercise", ["A2-E16"])
def test_a_forbidden_call_that_is_never_reached_is_seen_in_the_text(
    exercise: str, folder: Path, warm: WarmParent
) -> None:
    source = """
import torchvision
written = nms
def nms(boxes, scores, iou_threshold):
    if len(boxes) > 10**6:
        return torchvision.ops.nms(boxes, scores, iou_threshold)
    return written(boxes, scores, iou_threshold)
"""
    entry = Entry("wrong", exercise, "library-for-many", source)
    assert set(outcomes(together(entry)).values()) == {Outcome.PASSED}
    failed = [one for one in apart(entry, folder, warm) if one.outcome is Outcome.FAILED]
    assert failed
    assert all("nms is what you are asked to write" in one.message for one in failed), failed
