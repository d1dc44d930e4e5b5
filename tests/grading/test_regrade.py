"""A corrected check: whose marks change is shown before they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli import graders
from autograder.cli import regrade as command
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.errors import UsageError
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grade_class
from autograder.grading.regrade import accept, group, regrade
from autograder.report.groups import groups_of

STUDENTS = ["17", "18"]
WRONG = "expect.close(student.square(x), x * x + 1,"


@pytest.fixture
def graded(course: Course, hand_in: Callable[..., Path], warm: WarmParent) -> Course:
    """Two right submissions, marked by a check that is wrong."""
    for student in STUDENTS:
        hand_in(student)
    edit(course, "expect.close(student.square(x), x * x,", WRONG)
    grade_class(course.assignment("M1"), STUDENTS, warm)
    return course


def edit(course: Course, old: str, new: str) -> None:
    path = course.assignment("M1").folder / "hidden.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def points(course: Course, student: str) -> float:
    with nbgrader_side.gradebook(course) as book:
        return float(sum(one.auto_score for one in book.find_submission("M1", student).notebooks[0].grades
                         if one.auto_score is not None))  # fmt: skip


def test_marks_change_when_they_are_accepted(graded: Course, warm: WarmParent) -> None:
    assignment, before = graded.assignment("M1"), points(graded, "17")
    assert [trial.changes for trial in regrade(assignment, STUDENTS, warm)] == [[], []]
    edit(graded, WRONG, "expect.close(student.square(x), x * x,")
    trials = regrade(assignment, STUDENTS, warm, jobs=2)
    assert [(trial.student, [one.check for one in trial.changes]) for trial in trials] == [
        ("17", ["M1-E1.values"]),
        ("18", ["M1-E1.values"]),
    ]
    gained = trials[0].changes[0].points
    assert gained > 0
    assert points(graded, "17") == before
    assert [one.problem for one in accept(assignment, trials)] == ["", ""]
    assert points(graded, "17") == before + gained
    assert [trial.changes for trial in regrade(assignment, STUDENTS, warm)] == [[], []]


def test_a_group_of_failures(graded: Course) -> None:
    assignment = graded.assignment("M1")
    assert group(assignment, "M1-E1.values", "", STUDENTS) == STUDENTS
    assert group(assignment, "M1-E1.values", "no such words", STUDENTS) == []
    assert group(assignment, "M1-E1.gradient", "", STUDENTS) == []


def test_the_command_writes_nothing_unless_told(graded: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = points(graded, "18")
    edit(graded, WRONG, "expect.close(student.square(x), x * x,")
    options = {"check": "M1-E1.values", "message": "", "jobs": 1, "course": graded.root}
    assert command.regrade("M1", student="18", **options) == 0
    shown = capsys.readouterr().out
    assert "M1-E1.values: failed -> passed" in shown
    assert "1 higher, 0 lower" in shown
    assert "nothing was written" in shown
    assert points(graded, "18") == before
    assert command.regrade("M1", student="18", yes=True, **options) == 0
    assert "1 written" in capsys.readouterr().out
    assert points(graded, "18") > before
    with pytest.raises(UsageError, match=r"no check 'M1-E9\.x'"):
        command.regrade("M1", check="M1-E9.x", course=graded.root)
    with pytest.raises(UsageError, match="nobody failed"):
        command.regrade("M1", course=graded.root, check="M1-E1.values", message="no such words")


def test_a_group_of_the_report_is_regraded_alone(graded: Course, capsys: pytest.CaptureFixture[str]) -> None:
    report, before = graded.root / "reports" / "M1.html", points(graded, "18")
    assert graders.report("M1", graded.root) == 0
    (group_file,) = [one.file for one in groups_of(report) if one.check == "M1-E1.values"]
    group_file.write_text(group_file.read_text().replace('"17",', ""))  # as an assistant may
    edit(graded, WRONG, "expect.close(student.square(x), x * x,")
    assert command.regrade("M1", file=group_file, jobs=1, yes=True, course=graded.root) == 0
    assert "1 graded before, 1 concerned" in capsys.readouterr().out
    assert (points(graded, "17"), points(graded, "18")) == (before, before + 1)
    for options, complaint in (
        ({"check": "M1-E1.gradient"}, "is a group of M1-E1.values"),
        ({"student": "17"}, "names '18', who is not"),
    ):
        with pytest.raises(UsageError, match=complaint):
            command.regrade("M1", file=group_file, course=graded.root, **options)
    group_file.write_text(group_file.read_text().replace('"M1"', '"A1"'))
    with pytest.raises(UsageError, match="a group of A1, not of M1"):
        command.regrade("M1", file=group_file, course=graded.root)
