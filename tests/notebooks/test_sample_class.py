"""The sample class, graded by `autograder grade` and by `nbgrader autograde`: the same marks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.cli import graders
from autograder.course import Course
from autograder.demo import prepare
from autograder.feedback.gather import written_value
from autograder.grading import nbgrader_side
from autograder.sample import STUDENTS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NOT_HERE = (  # `make demo` grades them too
    *("another-way", "classic-mistakes-2", "classic-mistakes-3", "classic-mistakes-4"),
    *("syntax-error", "exception", "half-done"),
)
NUMBERS = {name: number for number, name in enumerate(STUDENTS, 11) if name not in NOT_HERE}
AGAIN = ("classic-mistakes-1", "kernel-dies")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = prepare(Course.at(ROOT), tmp_path_factory.mktemp("class") / "course")
    assert graders.collect("A1", [course.root / "inbox"], course.root) == 0
    for folder in (course.root / "submitted").iterdir():
        if int(folder.name) not in NUMBERS.values():
            shutil.rmtree(folder)
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 60", "timeout = 30"))
    assert graders.grade(["A1"], course.root, jobs=2) == 0
    return course


def marks(course: Course) -> dict[str, float]:
    with nbgrader_side.gradebook(course) as book:
        found = {}
        for submission in book.assignment_submissions("A1"):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            found[submission.student.id] = sum(grade.auto_score or 0 for grade in grades)
        return found


def test_marks_are_what_each_deserves(graded: Course) -> None:
    by_name = {name: marks(graded)[str(number)] for name, number in NUMBERS.items()}
    full = ("perfect", "html-export")
    assert {name: by_name[name] for name in full} == dict.fromkeys(full, 80)
    nothing = ("empty", "monkeypatcher")
    assert {name: by_name[name] for name in nothing} == dict.fromkeys(nothing, 0)
    one_answer_lost = ("endless-loop", "kernel-dies")
    assert {name: by_name[name] for name in one_answer_lost} == dict.fromkeys(one_answer_lost, 77)
    assert by_name["other-number"] <= 72
    assert 60 < by_name["classic-mistakes-1"] < 80


def test_nbgrader_gives_the_same_marks(graded: Course, tmp_path: Path) -> None:
    other = Course.at(tmp_path / "course")
    shutil.copytree(graded.root, other.root, symlinks=True, ignore=shutil.ignore_patterns("autograded", ".grading"))
    (other.root / "gradebook.db").unlink()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    left_out = {str(number) for name, number in NUMBERS.items() if name not in AGAIN}
    for student in left_out:
        shutil.rmtree(other.root / "submitted" / student)
    (other.root / "release").unlink()
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        done = subprocess.run(
            ["nbgrader", command, "A1"],
            cwd=other.root,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    first = {student: points for student, points in marks(graded).items() if student not in left_out}
    assert marks(other) == first
    assert len(list(other.root.glob("feedback/*/A1/A1.html"))) == len(first)


def test_feedback_and_report_give_nothing_away(graded: Course) -> None:
    assert graders.feedback("A1", graded.root) == 0
    assert graders.report("A1", graded.root) == 0
    a1 = graded.assignment("A1")
    oral = a1.oral()
    assert oral is not None
    lines = [
        *("HIDDEN TESTS", "autograder.stock", "Caught by", "BEGIN SOLUTION", "key point (any wording)"),
        *{line.strip() for path in (a1.folder / "hidden").glob("*.py") for line in path.read_text().splitlines()},
        *{point.text for rubric in oral.rubrics.values() for point in (*rubric.key_points, *rubric.anti)},
    ]
    theirs = a1.text.read_text() + "".join(path.read_text() for path in a1.folder.glob("bank/*/*.py"))  # in their code
    theirs += "".join(oral.bank.text(number, one) for number in NUMBERS.values() for one in oral.bank.questions)
    titles = {check.title for exercise in a1.hidden().values() for check in exercise.checks}
    secrets = [one for one in lines if len(one) > 15 and one not in theirs and not any(word in one for word in titles)]
    assert len(secrets) > 800
    for name, number in NUMBERS.items():
        page = BeautifulSoup((graded.root / "feedback" / str(number) / "A1" / "A1.html").read_text(), "html.parser")
        text = str(page) + page.get_text()
        assert not [secret for secret in secrets if secret in text], name
        shapes = page.select("section[id^=A1-Q-S]")
        assert len(shapes) == 10
        for part in shapes:  # the right answer is told, for numbers that nobody else has
            right, told = written_value(oral.solve(number, str(part["id"]))), part.get_text()
            assert right in told or "✓" in told, (name, part["id"])
    page = (graded.root / "reports" / "A1.html").read_text()
    assert "<script" not in page
    assert page.count("A1-E1.closed-form") >= 1


def test_the_rubric_of_the_drawn_question_stands_beside_each_written_answer(graded: Course) -> None:
    oral = graded.assignment("A1").oral()
    assert oral is not None
    number = NUMBERS["perfect"]
    notebook = nbformat.read(graded.root / "autograded" / str(number) / "A1" / "A1.ipynb", as_version=4)
    rubrics = {
        before.metadata.nbgrader.grade_id: cell.source
        for before, cell in pairwise(notebook.cells)
        if cell.metadata.get("course", {}).get("role") == "rubric"
    }
    assert set(rubrics) == {"A1-Q-C1", "A1-Q-C2", "A1-Q-C3", "A1-Q-pool-A", "A1-Q-pool-B", "A1-Q-pool-C"}
    for pool in "ABC":
        drawn = oral.bank.concept(number, pool).id
        shown = [name for name in oral.bank.pools[pool] if f"**{name}**" in rubrics[f"A1-Q-pool-{pool}"]]
        assert shown == [drawn]


def test_records_are_complete(graded: Course) -> None:
    for path in (graded.state / "results" / "A1").glob("*.json"):
        record = json.loads(path.read_text())
        assert sum(result["points"] for result in record["results"]) == 80
        assert all(result["outcome"] != "the check itself failed" for result in record["results"]), path.name
