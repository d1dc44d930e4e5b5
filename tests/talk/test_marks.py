"""Marks of the talk go into the gradebook that everything else is in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from autograder.cli import app, talks
from autograder.course import Course
from autograder.errors import UsageError
from autograder.grading import nbgrader_side


@pytest.fixture
def table(tmp_path: Path):
    """Write a table of marks."""

    def table(*rows: str, head: str = "student,points,comment") -> Path:
        path = tmp_path / "talk.csv"
        path.write_text("\n".join([head, *rows]) + "\n")
        return path

    return table


def test_marks_are_exported_and_entered_once(course: Course, table, capsys: pytest.CaptureFixture[str]) -> None:
    marks = table('11,7.5,"good, but slow"', "12,0,", ",,")
    assert talks.oral("M1", course.root, marks=marks) == 0
    assert "2 marks written" in capsys.readouterr().out
    assert talks.oral("M1", course.root, marks=marks) == 0
    assert "0 marks written to M1-oral, 2 stood there already" in capsys.readouterr().out
    assert talks.oral("M1", course.root, marks=table("11,8", head="student,points")) == 0
    assert "1 marks written" in capsys.readouterr().out
    assert app(["export", "--course", str(course.root)], standalone_mode=False) == 0
    exported = pd.read_csv(course.root / "marks.csv", dtype={"student_id": str})
    rows = exported[exported["assignment"] == "M1-oral"].set_index("student_id")
    assert rows["score"].to_dict() == {"11": 8.0, "12": 0.0}
    assert set(rows["max_score"]) == {10.0}
    with nbgrader_side.gradebook(course) as book:
        assert not any(one.needs_manual_grade for one in book.assignment_submissions("M1-oral"))


def test_a_wrong_row_stops_the_whole_table(course: Course, table) -> None:
    for row, words in {
        "99,5,": "no student '99'",
        "11,eleven,": "line 2: 'eleven'",
        "11,nan,": "line 2: 'nan'",
        "11,10.5,": "line 2: '10.5'",
        "11,-1,": "line 2: '-1'",
        "11,,": "line 2: ''",
    }.items():
        with pytest.raises(UsageError, match=words):
            talks.oral("M1", course.root, marks=table(row, "12,5,"))
    with nbgrader_side.gradebook(course) as book:
        assert "M1-oral" not in [one.name for one in book.assignments]


def test_tables_out_of_form(course: Course, table, tmp_path: Path) -> None:
    for marks in (
        table("11,5", "11,6", head="student,points"),
        table("11,5", head="who,points"),
        tmp_path / "none.csv",
    ):
        with pytest.raises(UsageError):
            talks.oral("M1", course.root, marks=marks)


def test_the_talk_may_be_worth_something_else(course: Course, table) -> None:
    with (course.assignment("M1").folder / "talk.py").open("a") as file:
        file.write("\nPOINTS = 20\n")
    assert talks.oral("M1", course.root, marks=table("11,19,")) == 0
