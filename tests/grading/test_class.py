"""A class graded into nbgrader's gradebook, by `autograder grade` and by `nbgrader autograde`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.grading import nbgrader_side
from autograder.grading.classroom import grade_class, submissions
from autograder.prove import read_bank

pytestmark = pytest.mark.slow
WRONG_NET = "class Net(nn.Module):\n    pass"


@pytest.fixture
def class_of_five(course: Course, hand_in) -> Course:
    assignment = course.assignment("M1")
    bank = read_bank(assignment.folder / "bank", assignment.hidden(), "M1")
    doubled = next(entry for entry in bank if entry.name == "doubled")
    hand_in("01")
    hand_in("02", exercises=())
    hand_in("03", entries={"M1-E1": doubled})
    hand_in("04", code={"M1-E2-answer": WRONG_NET})
    hand_in("05", code={"M1-E1-answer": "import os\nos._exit(1)"})
    return course


EXPECTED = {"01": 98.0, "02": 0.0, "03": 96.0, "04": 3.0, "05": 95.0}


def marks(course: Course) -> dict[str, float]:
    with nbgrader_side.gradebook(course) as book:
        return {
            one.student.id: sum(grade.auto_score or 0 for book_ in one.notebooks for grade in book_.grades)
            for one in book.assignment_submissions("M1")
        }


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["nbgrader", *arguments],
        cwd=course.root, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_both_ways_give_the_same_marks(class_of_five: Course, warm: WarmParent) -> None:
    course = class_of_five
    generated = nbgrader(course, "generate_assignment", "M1", "--force")
    assert generated.returncode == 0, generated.stderr
    graded = nbgrader(course, "autograde", "M1")
    assert graded.returncode == 0, graded.stderr
    assert marks(course) == EXPECTED
    (course.root / "gradebook.db").unlink()
    result = grade_class(course.assignment("M1"), submissions(course, "M1"), warm, jobs=2, force=True)
    assert [one.problem for one in result] == [""] * 5
    assert marks(course) == EXPECTED
    feedback = nbgrader(course, "generate_feedback", "M1")
    assert feedback.returncode == 0, feedback.stderr
    pages = sorted(course.root.glob("feedback/*/M1/M1.html"))
    assert len(pages) == 5
    for page in pages:
        text = page.read_text()
        assert "HIDDEN TESTS" not in text
        assert "autograder.stock" not in text
        assert "x * x, &quot;the result&quot;" not in text
    assert "Each number is multiplied by itself." in pages[2].read_text()
    exported = nbgrader(course, "export")
    assert exported.returncode == 0, exported.stderr


def test_grading_again_does_nothing_until_something_changes(class_of_five: Course, hand_in, warm: WarmParent) -> None:
    course = class_of_five
    assignment, students = course.assignment("M1"), submissions(course, "M1")

    def fresh() -> list[str]:
        return [one.student for one in grade_class(assignment, students, warm, jobs=2) if one.fresh]

    assert fresh() == students
    assert fresh() == []
    hand_in("02")
    assert fresh() == ["02"]
    assert marks(course)["02"] == 98
    hidden = assignment.folder / "hidden.py"
    hidden.write_text(hidden.read_text().replace("points=45", "points=45  ") + "# a remark\n")
    assert fresh() == []
    probes = next((assignment.folder / "probes").glob("[a-z]*.py"))
    probes.write_text(probes.read_text() + "\n\ndef unused() -> None:\n    pass\n")
    assert fresh() == []


def test_one_bad_file_stops_nobody(class_of_five: Course, warm: WarmParent) -> None:
    course = class_of_five
    (course.root / "submitted" / "02" / "M1" / "M1.ipynb").write_text('{"cells": [')
    (course.root / "submitted" / "03" / "M1" / "M1.ipynb").unlink()
    graded = grade_class(course.assignment("M1"), submissions(course, "M1"), warm)
    problems = {one.student: one.problem for one in graded if one.problem}
    assert "cannot be read" in problems["02"]
    assert "no M1.ipynb" in problems["03"]
    assert {name: mark for name, mark in marks(course).items() if name not in problems} == {
        name: mark for name, mark in EXPECTED.items() if name not in problems
    }
