"""GPUs are places: a cluster has as many as its workers promise, and a job holds one of its worker's."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from autograder.cluster import house, runner
from autograder.cluster.bundle import bundle_of, write_files
from autograder.cluster.job import RemoteJob
from autograder.cluster.link import Power
from autograder.course import Course
from autograder.engine.job import Job, Limits, Record
from autograder.errors import EngineError
from autograder.grading.classroom import read_submission
from autograder.grading.gpu import Slots
from autograder.grading.run import Plan


class Lab:
    """Three GPUs in two machines of four cores each."""

    def __init__(self, *_: object) -> None:
        pass

    def power(self) -> Power:
        return Power(workers=2, threads=8, devices=3)

    def close(self) -> None:
        pass


def test_as_many_jobs_are_under_way_as_there_are_gpus(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "Link", Lab)
    made = runner.ClusterRunner("tcp://lab:8786", [course.assignment("M1")], print)
    assert made.gpu is not None
    with contextlib.ExitStack() as inside, ThreadPoolExecutor(1) as pool:
        for _ in range(3 + 2):  # one more for each machine lies ready
            inside.enter_context(made.turn())
        sixth = pool.submit(made.turn().__enter__)
        with pytest.raises(TimeoutError):
            sixth.result(0.3)
        made.close()
        with pytest.raises(EngineError):
            sixth.result(20)


def test_each_job_holds_a_device_of_its_own(
    course: Course, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held, together = list[str | None](), threading.Barrier(2, timeout=20)

    def attempt(planned: Plan, *_: object) -> Record:
        held.append(planned.job.gpu)
        together.wait()
        return Record("M1", planned.job.student)

    monkeypatch.setattr(house, "attempt", attempt)
    assignment = course.assignment("M1")
    write_files(bundle_of([assignment]), tmp_path / "elsewhere")
    worker = house.House(tmp_path / "elsewhere", devices=Slots(["4", "7"]))
    jobs = [remote_job(course, hand_in, student) for student in ("01", "02")]
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(worker.grade, student, job) for student, job in zip("12", jobs, strict=True)]:
            future.result(20)
    assert sorted(filter(None, held)) == ["4", "7"]


def remote_job(course: Course, hand_in: Callable[..., Path], student: str) -> RemoteJob:
    """A job for a GPU of which nothing will run."""
    hand_in(student)
    assignment = course.assignment("M1")
    submission, _ = read_submission(assignment, nbformat.read(assignment.source, as_version=4), student)
    job = Job("M1", student, (), (), (), course.root, 17, limits=Limits(), gpu="0")
    return RemoteJob.of(Plan(job, {}, (), None, ("new",), frozenset()), submission, alone=False)
