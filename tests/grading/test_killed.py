"""A grading that is killed or stopped: the same command goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from autograder.course import Course
from autograder.files import locked
from autograder.grading import nbgrader_side

pytestmark = pytest.mark.slow
STUDENTS = [f"{number:02}" for number in range(1, 5)]


@pytest.fixture
def class_of_four(course: Course, hand_in: Callable[..., Path]) -> Course:
    for student in STUDENTS:
        hand_in(student, exercises=None if int(student) % 2 else ("M1-E2",))
    return course


def start(course: Course) -> subprocess.Popen[str]:
    code = "from autograder.cli import main; import sys; sys.argv[0] = 'autograder'; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "grade", "M1", "--jobs", "2"],
        cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip


def records(course: Course) -> dict[str, str]:
    """The records that are there, by student."""
    return {path.stem: path.read_text() for path in (course.state / "results" / "M1").glob("*.json")}


def wait_for_records(course: Course, grader: subprocess.Popen[str], count: int) -> None:
    end = time.monotonic() + 240
    while len(records(course)) < count and grader.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


def family(grader: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(grader.pid).children(recursive=True)


def assert_all_graded_once(course: Course, before: dict[str, str]) -> None:
    after = records(course)
    assert sorted(after) == STUDENTS
    assert {student: after[student] for student in before} == before
    with nbgrader_side.gradebook(course) as book:
        submitted = book.assignment_submissions("M1")
        marks = {one.student.id: sum(g.auto_score or 0 for g in one.notebooks[0].grades) for one in submitted}
    assert marks == {student: 98.0 if int(student) % 2 else 95.0 for student in STUDENTS}


def test_kill_9_at_any_moment(class_of_four: Course) -> None:
    before: dict[str, str] = {}
    for count in (0, 2):
        grader = start(class_of_four)
        wait_for_records(class_of_four, grader, count)
        if not count:
            time.sleep(0.5)  # while it sets up
        children = family(grader)
        grader.kill()
        grader.communicate()
        psutil.wait_procs(children, timeout=20)
        assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
        now = records(class_of_four)
        assert {student: now[student] for student in before} == before
        before = now
    last = start(class_of_four)
    output, _ = last.communicate(timeout=300)
    assert last.returncode == 0, output
    assert_all_graded_once(class_of_four, before)


def test_control_c(class_of_four: Course) -> None:
    grader = start(class_of_four)
    wait_for_records(class_of_four, grader, 1)
    children = family(grader)
    grader.send_signal(signal.SIGINT)
    output, _ = grader.communicate(timeout=60)
    assert grader.returncode == 130, output
    assert output.rstrip().endswith("stopped; what was finished is kept")
    assert "Traceback" not in output
    psutil.wait_procs(children, timeout=20)
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    before = records(class_of_four)
    last = start(class_of_four)
    output, _ = last.communicate(timeout=300)
    assert last.returncode == 0, output
    assert_all_graded_once(class_of_four, before)


def test_two_graders_do_not_meet(class_of_four: Course) -> None:
    with locked(class_of_four.state / "lock"):
        second = start(class_of_four)
        output, _ = second.communicate(timeout=240)
    assert second.returncode == 2, output
    assert "another grading of this course is running" in output
    assert records(class_of_four) == {}
