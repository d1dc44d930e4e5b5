"""Every command that opens the gradebook, with SQLite and with PostgreSQL: the same marks."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import URL

from autograder.cli import graders, machine, term
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError
from autograder.grading import nbgrader_side
from autograder.grading.classroom import Graded, explain, grade_class
from autograder.grading.regrade import accept, regrade
from autograder.report.answers import answers_of
from autograder.talk import marks as talk
from autograder.term import late
from autograder.term.marks import all_marks
from tests.gradebook.conftest import Hand, keep_gradebook_at
from tests.gradebook.postgres import PASSWORD, drop_database, new_database

pytestmark = pytest.mark.slow
TWO = ["01", "02"]
AS_TERM_ENDS = [["01", "Ada", 78.4, 19.6, 100.0], ["02", None, 76.0, 19.0, 100.0], ["03", "Li", None, 0.0, 100.0]]


def graded(course: Course, warm: WarmParent) -> list[Graded]:
    return grade_class(course.assignment("M1"), TWO, warm)


def marks_of(course: Course) -> dict[str, float]:
    return {one.student: one.points for one in all_marks(course).itertuples() if pd.notna(one.points)}


def test_a_term(
    class_of_eight: Course, warm: WarmParent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    course, assignment = class_of_eight, class_of_eight.assignment("M1")
    people, spoken = tmp_path / "class.csv", tmp_path / "oral.csv"
    people.write_text("id,first_name\n01,Ada\n03,Li\n")
    assert term.roster(people, course.root) == 0
    for student in TWO:  # a day and a half late
        (course.root / "submitted" / student / "M1" / "timestamp.txt").write_text("2026-01-11 12:00:00 UTC")
    assert [one.problem for one in graded(course, warm)] == ["", ""]
    assert [one.fresh for one in graded(course, warm)] == [False, False]
    assert marks_of(course) == {"01": 98.0, "02": 95.0}
    _, reasons = explain(assignment, "01", warm)
    assert reasons == ()
    late.set_due(assignment, datetime(2026, 1, 10, tzinfo=UTC))
    assert term.due("M1", course=course.root) == 0
    found = all_marks(course).astype(object).where(lambda frame: frame.notna(), None)
    columns = ["student", "first_name", "points", "penalty", "worth"]
    assert found.sort_values("student")[columns].values.tolist() == AS_TERM_ENDS  # databases sort no names differently
    late.extend(assignment, "01", 48)
    assert [one.student for one in late.apply_penalties(assignment)] == ["02"]
    assert [one.problem for one in accept(assignment, list(regrade(assignment, TWO, warm)))] == ["", ""]
    for form in term.Form:
        assert term.export(course.root, tmp_path / f"{form}.csv", form, None) == 0
    assert [len(each) for each in answers_of(assignment, "http://formgrader").values()] == [2]
    assert graders.answers("M1", course.root) == graders.report("M1", course.root) == 0
    assert graders.feedback("M1", course.root) == 0
    assert len(list(course.root.glob("feedback/*/M1/M1.html"))) == 2
    monkeypatch.setattr(talk, "points_of", lambda _: 10.0)
    spoken.write_text("student,points,comment\n01,7,good\n")
    assert talk.enter_marks(assignment, spoken).written == 1
    monkeypatch.setattr(machine, "find_course", lambda _: course)
    machine.doctor()
    shown = capsys.readouterr().out
    assert "gradebook" in shown
    assert PASSWORD not in shown


@pytest.mark.database
def test_nbgrader_gives_the_same_marks(course: Course, hand_in: Hand, postgres: URL, warm: WarmParent) -> None:
    keep_gradebook_at(course, new_database(postgres))
    hand_in("01"), hand_in("02", exercises=("M1-E2",))
    graded(course, warm)
    before = marks_of(course)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for words in ("autograde M1 --student 01 --force", "export"):
        done = subprocess.run(
            ["nbgrader", *words.split()], cwd=course.root, env=os.environ | {"PATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert marks_of(course) == before == {"01": 98.0, "02": 95.0}
    assert len((course.root / "grades.csv").read_text().splitlines()) == 1 + len(TWO)


def test_marks_are_written_into_a_new_gradebook(class_of_eight: Course, warm: WarmParent, request) -> None:
    course = class_of_eight
    graded(course, warm)
    before, url = marks_of(course), nbgrader_side.database(course)
    if url.startswith("sqlite"):
        (course.root / "gradebook.db").unlink()
    else:
        drop_database(url, request.getfixturevalue("postgres"))
    again = graded(course, warm)
    assert [(one.problem, one.reasons) for one in again] == [("", ("marks were not written",))] * 2
    assert marks_of(course) == before


@pytest.mark.parametrize(
    ("db_url", "what"),
    [
        ("postgresql+psycopg://grader:secret@127.0.0.1:1/course", "cannot be opened"),
        ("postgresql+pg8000://grader:secret@127.0.0.1/course", "needs the package pg8000"),
        ("nonsense+sql://grader:secret@127.0.0.1/course", "no such kind of database"),
        ("grader:secret", "no address of a database"),
    ],
)
def test_an_address_that_leads_nowhere(mini: Course, db_url: str, what: str) -> None:
    keep_gradebook_at(mini, db_url)
    with pytest.raises(CourseError, match=what) as error:
        nbgrader_side.database(mini)
    assert "secret" not in str(error.value)
    assert error.value.cure


@pytest.mark.database
def test_a_server_with_another_course(mini: Course, postgres: URL) -> None:
    from nbgrader.api import Gradebook

    keep_gradebook_at(mini, new_database(postgres))
    with Gradebook(nbgrader_side.database(mini), "biology") as book:
        book.add_assignment("B1")
    with pytest.raises(CourseError, match="the gradebook of the course 'biology'") as error:
        nbgrader_side.database(mini)
    assert PASSWORD not in str(error.value)
