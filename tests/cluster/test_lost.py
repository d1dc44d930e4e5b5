"""A cluster that loses workers, its scheduler and the grader: each submission is graded once, with the same marks."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from tests.cluster.farm import PATIENCE, Farm, done, events, marks, wait_until

pytestmark = pytest.mark.slow
Class = Callable[[int], dict[str, float]]


def test_a_bad_day(course: Course, class_of: Class, farm: Farm) -> None:
    """A worker is killed and another one joins late, then the scheduler is killed, then the grader."""
    deserved = class_of(10)
    scheduler = farm.scheduler()
    first = farm.worker("first")
    grader = farm.grade(course)

    wait_until(lambda: len(done(course)) >= 2)
    farm.kill(first)
    farm.worker("late", again=True)
    before = done(course)
    wait_until(lambda: len(done(course)) >= len(before) + 2)
    assert before < done(course)
    assert len({event["worker"] for event in events(course, "done")}) == 2

    farm.kill(scheduler)
    before = done(course)
    wait_until(lambda: "is gone; waiting" in farm.said("grade"))
    farm.scheduler()
    wait_until(lambda: len(done(course)) >= len(before) + 2)
    assert before < done(course)

    farm.kill(grader)
    before = done(course)
    assert before < Counter(deserved.keys())  # it was in the middle
    grader = farm.grade(course)
    assert grader.wait(PATIENCE) == 0, farm.said("grade")
    assert before < done(course)

    assert done(course) == dict.fromkeys(deserved, 1)
    assert marks(course) == deserved


KILLER = """
import os, signal
from autograder.cluster.house import House

def deadly(self, key, job, grade=House.grade):
    if job.planned.job.student == "02":
        os.kill(os.getpid(), signal.SIGKILL)
    return grade(self, key, job)

if House.grade.__name__ != "deadly":  # dask loads this twice
    House.grade = deadly
"""


def test_a_job_that_kills_workers_is_blamed_alone(course: Course, class_of: Class, farm: Farm, tmp_path: Path) -> None:
    """It is suspected after two deaths, which a grader that was stopped meanwhile still knows."""
    deserved = class_of(3)
    preload = tmp_path / "killer.py"
    preload.write_text(KILLER)
    farm.scheduler()
    farm.worker("worker", preload=preload, again=True)
    grader = farm.grade(course)
    wait_until(lambda: events(course, "lost"))
    grader.send_signal(signal.SIGINT)
    assert grader.wait(PATIENCE) == 130, farm.said("grade")
    assert "Traceback" not in farm.said("grade")
    wait_until(lambda: "Remove client" in farm.said("scheduler"))

    assert farm.grade(course).wait(PATIENCE) == 1, farm.said("grade")
    assert "02: the machine failed, no marks were taken: 2 workers died" in farm.said("grade")
    del deserved["02"]
    assert done(course) == dict.fromkeys(deserved, 1)
    assert marks(course) == deserved
    for kind in ("sent", "lost"):  # once in each grading: in the second one only alone
        assert Counter(event["student"] for event in events(course, kind))["02"] == 2
