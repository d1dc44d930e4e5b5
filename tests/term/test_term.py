"""A term around grading: the class, deadlines and what lateness costs, marks for other systems."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat.v4 as v4
import pandas as pd
import pytest

from autograder.cli import graders, term
from autograder.collect import collect
from autograder.course import Course
from autograder.errors import UsageError
from autograder.grading import nbgrader_side
from autograder.plugin.late import LatePolicy
from autograder.term import late, marks
from autograder.term.roster import Person, enrol, enrolled, file_names, read_roster

ADA, BOB, LI = (
    Person("17", "Ada", "Lovelace", "ada@example.org", "4711"),
    Person("18", "Bob", "Ross", "bob@example.org", "4712"),
    Person("19", "Li", "Na", "li@example.org"),
)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "class.csv"
    lines = [f"{one.id};{one.last_name};{one.first_name};{one.email};{one.lms_user_id}" for one in (ADA, BOB, LI)]
    path.write_text("\ufeffStudent ID;Surname;First name;Email address;Canvas ID\n" + "\n".join(lines) + "\n\n")
    return path


def test_a_class_is_read_enrolled_and_enrolled_again(mini: Course, roster: Path, capsys) -> None:
    assert read_roster(roster) == [ADA, BOB, LI]
    assert enrolled(mini) == []
    assert enrol(mini, [ADA, BOB]) == ([ADA, BOB], [])
    assert term.roster(roster, mini.root) == 0
    assert "3 in the class: 1 new, 0 changed" in capsys.readouterr().out
    assert enrolled(mini) == [ADA, BOB, LI]
    moved = Person("18", "Bob", "Rossi", "bob@example.org", "4712")
    assert enrol(mini, [moved]) == ([], [moved])
    assert enrolled(mini) == [ADA, moved, LI]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name\nAda\n", "no column of ids"),
        ("", "no column of ids"),
        ("id\n17\n17\n", "line 3: 17 is there twice"),
        ("id,email\n../x,a\n", "line 2: '../x' cannot be"),
        ("id,email\n,a\n", "line 2: '' cannot be"),
    ],
)
def test_a_damaged_class_list_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "class.csv").write_text(text)
    with pytest.raises(UsageError, match=complaint):
        read_roster(tmp_path / "class.csv")


def test_a_name_that_two_people_have_is_nobodys() -> None:
    names = file_names([ADA, Person("20", "Ada", "Lovelace")])
    assert "ada lovelace" not in names
    assert (names["17"], names["20"], names["ada@example.org"]) == ("17", "20", "17")


@pytest.mark.parametrize(
    "place",
    [
        "Ada Lovelace_2233_assignsubmission_file_/A1.ipynb",
        "lovelaceada_4711_99120_A1.ipynb",
        "lovelaceada_LATE_4711_99120_17_Ada_A1-1.ipynb",
        "ada@example.org/final.ipynb",
        "Lovelace, Ada/A1.ipynb",
        "4711/A1.ipynb",
    ],
)
def test_exports_of_platforms_are_recognised(tmp_path: Path, place: str) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as file:
        file.writestr(place, nbformat_text())
    (record,) = collect("A1", [tmp_path / "export.zip"], tmp_path / "submitted", roster=file_names([ADA, BOB, LI]))
    assert (record.student, record.written) == ("17", True)


def test_collect_says_who_is_late_missing_and_unknown(mini: Course, roster: Path, capsys) -> None:
    term.roster(roster, mini.root)
    nbgrader_side.register(built(mini), nbgrader_side.database(mini))
    term.due("M1", "2026-01-10 12:00 +0000", course=mini.root)
    box = mini.root / "inbox"
    for name, when in (("17_Ada_M1", "2026-01-10 11:00 +0000"), ("18_Bob_M1", "2026-01-10 13:00 +0000"),
                       ("99_Who_M1", "2026-01-10 11:00 +0000")):  # fmt: skip
        path = box / f"{name}.ipynb"
        box.mkdir(exist_ok=True)
        path.write_text(nbformat_text())
        os.utime(path, (late.read_time(when).timestamp(),) * 2)
    capsys.readouterr()
    assert graders.collect("M1", [box], mini.root) == 0
    shown = capsys.readouterr().out
    lines = {number: next(line for line in shown.splitlines() if f" {number}" in line) for number in (17, 18, 99)}
    assert shown.count("late") == 1
    assert "in the class list" in shown.replace("\n", " ") or "class list" in shown
    assert "Ada" in lines[17]
    assert "missing 1 of 3: 19 Li Na" in shown


@pytest.mark.parametrize(
    ("seconds", "share"),
    [(0, None), (600, None), (1000, 0.1), (86_400, 0.1), (86_401, 0.2), (7 * 86_400, 0.7), (7 * 86_400 + 1, 1.0)],
)
def test_what_lateness_costs(seconds: float, share: float | None) -> None:
    penalty = LatePolicy().late_submission_penalty("17", 40.0, seconds)
    assert penalty == (None if share is None else pytest.approx(40 * share))


def test_penalties_follow_marks_deadline_and_extension(mini: Course) -> None:
    assignment = graded(mini)
    late.set_due(assignment, datetime(2026, 1, 10, tzinfo=UTC))
    (one,) = late.apply_penalties(assignment)
    assert (one.student, one.by, one.penalty) == (
        "18",
        timedelta(days=1, hours=12),
        pytest.approx(0.2 * points_of(mini, "18")),
    )
    first = one.penalty
    with nbgrader_side.gradebook(mini) as book:  # a person marks another cell
        notebook = book.find_submission_notebook("M1", "M1", "18")
        notebook.grades[0].extra_credit = 10
        book.db.commit()
    (one,) = late.apply_penalties(assignment)
    assert one.penalty == pytest.approx(first + 2)
    late.extend(assignment, "18", 24)
    (one,) = late.apply_penalties(assignment)
    assert one.by == timedelta(hours=12)
    late.set_due(assignment, None)
    assert late.apply_penalties(assignment) == []
    assert not marks.all_marks(mini)["penalty"].any()
    with pytest.raises(UsageError, match="no M1 of '77'"):
        late.extend(assignment, "77", 24)


def test_marks_for_other_systems(mini: Course, roster: Path, capsys) -> None:
    term.roster(roster, mini.root)
    late.set_due(graded(mini), datetime(2026, 1, 10, tzinfo=UTC))
    for form in term.Form:
        assert term.export(mini.root, Path(f"{form}.csv"), form, None if form is term.Form.NBGRADER else ["M1=3"]) == 0
    assert "handed in" in capsys.readouterr().out
    there, worth = points_of(mini, "18"), marks.all_marks(mini)["worth"].iloc[0]
    canvas = pd.read_csv(mini.root / "canvas.csv", dtype={"SIS User ID": str, "ID": str})
    assert list(canvas.columns) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "M1", "total"]
    assert canvas["Student"].str.strip().tolist() == ["Points Possible", "Lovelace, Ada", "Ross, Bob", "Na, Li"]
    assert canvas.loc[0, "M1"] == worth
    bob = canvas[canvas["SIS User ID"] == "18"].iloc[0]
    assert bob["M1"] == pytest.approx(0.8 * there, abs=0.005)
    assert bob["total"] == pytest.approx(100 * 0.8 * there / worth, abs=0.005)
    moodle = pd.read_csv(mini.root / "moodle.csv", dtype={"ID number": str}).set_index("ID number")
    assert moodle.loc["18", "M1"] == pytest.approx(0.8 * there, abs=0.005)
    assert pd.isna(moodle.loc["19", "M1"])
    nbgrader = pd.read_csv(mini.root / "nbgrader.csv", dtype={"student_id": str}).set_index("student_id")
    assert nbgrader.loc["18", "score"] == pytest.approx(0.8 * there)


@pytest.mark.parametrize("text", ["A1", "A1=", "A1=x", "=3", "A1=0", "A1=inf", "A1=nan"])
def test_odd_weights(text: str) -> None:
    with pytest.raises(UsageError, match="no weight"):
        marks.read_weights([text])


def test_times_as_people_write_them() -> None:
    assert late.read_time("2026-12-01 23:59 +0800") == datetime(2026, 12, 1, 15, 59, tzinfo=UTC)
    assert late.read_time("2026-12-01").astimezone().strftime("%H:%M:%S") == "23:59:59"
    with pytest.raises(UsageError, match="no time"):
        late.read_time("tomorrow")


def nbformat_text() -> str:
    return v4.writes(v4.new_notebook(cells=[v4.new_code_cell("x = 1", id="a")]))


def built(course: Course):
    from autograder.authoring import build_release

    assignment = course.assignment("M1")
    build_release(assignment)
    return assignment


def graded(course: Course):
    """M1 of Ada (in time) and Bob (36 hours after 2026-01-10), as the gradebook knows it after a grading."""
    assignment = built(course)
    nbgrader_side.register(assignment, nbgrader_side.database(course))
    with nbgrader_side.gradebook(course) as book:
        for student, when in (("17", datetime(2026, 1, 9)), ("18", datetime(2026, 1, 11, 12))):
            book.update_or_create_student(student)
            book.update_or_create_submission("M1", student, timestamp=when)
            for grade in book.find_submission_notebook("M1", "M1", student).grades:
                grade.auto_score = grade.max_score_taskcell if grade.max_score is None else grade.max_score / 2
        book.db.commit()
    return assignment


def points_of(course: Course, student: str) -> float:
    with nbgrader_side.gradebook(course) as book:
        return float(book.find_submission("M1", student).score)
