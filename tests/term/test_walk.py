"""A small class through every step of a term, as ``python -m autograder.demo --class N`` takes a large one."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograder.authoring import build_release
from autograder.course import Course
from autograder.grading.store import read_record, record_path
from autograder.sample import crowd
from autograder.sample.crowd import Member
from autograder.sample.walk import SLIPS, walk
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
SLOW = ("endless loop", "other number", "cheats")  # costs a minute; has no questions to be drawn; knows A1 only


class Walked:
    """A class that is through, and what was printed."""

    def __init__(self, root: Path, members: list[Member], said: str) -> None:
        self.root, self.members, self.said = root, members, said

    def page(self, *names: str) -> BeautifulSoup:
        """A page below the course folder."""
        return BeautifulSoup(self.root.joinpath(*names).read_text(encoding="utf-8"), "html.parser")

    def of(self, **wanted: str) -> Member:
        """The first member of a kind."""
        return next(one for one in self.members if all(getattr(one, name) == kind for name, kind in wanted.items()))

    def part(self, step: str) -> str:
        """What a step printed."""
        return self.said.partition(f"== {step}\n")[2].partition("\n-- ")[0]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    root = tmp_path_factory.mktemp("term")
    shutil.copytree(ROOT / "tests" / "mini" / "assignments", root / "from" / "assignments")
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "from" / "assignments")
    shutil.copy(ROOT / "nbgrader_config.py", root / "from")
    (root / "from" / "kit").symlink_to(ROOT / "kit")
    course, said = Course.at(root / "from"), io.StringIO()
    build_release(course.assignment("M1"))
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        for kind in SLOW:
            patch.delitem(crowd.WORK, kind)
        members = walk(course, root / "class", "M1", size=14, seed=1, jobs=2)
    return Walked(root / "class", members, said.getvalue())


def test_every_kind_is_there_and_every_file_finds_its_student(walked: Walked) -> None:
    assert {one.way for one in walked.members} == {"", *crowd.WAYS}
    missing = {one.person.id for one in walked.members if one.way in ("missing", "damaged")}
    there = {path.name for path in (walked.root / "submitted").iterdir()}
    assert there == {one.person.id for one in walked.members} - missing
    assert f"missing {len(missing)} of 14" in walked.part("collect")
    twice = walked.of(way="twice, damaged").person.id
    assert walked.part("collect").count(twice) == 2  # the damaged one, and the older one that counts
    assert walked.of(way="late").person.id in walked.part("who is late")


def test_feedback_says_what_was_marked(walked: Walked) -> None:
    commented = 0
    for member in walked.members:
        if member.way in ("missing", "damaged"):
            continue
        soup = walked.page("feedback", member.person.id, "M1", "M1.html")
        assert soup.h1 is not None
        assert member.person.last_name in soup.h1.get_text()
        assert soup.find(id="M1-E1") is not None
        assert "not marked yet" not in soup.get_text()
        said = [one.get_text() for one in soup.select("#M1-R1 .comment")]
        (answer,) = soup.select("#M1-R1 .answer")
        assert said == [] if answer.get_text() == "No answer." else said[0].startswith("Comment")
        commented += len(said)
    assert commented > 3
    pictured = walked.of(work="picture beside").person.id
    (image,) = walked.page("feedback", pictured, "M1", "M1.html").select(".answer img")
    assert str(image["src"]).startswith("data:image/png;base64,")


def test_oral_sheets_for_all(walked: Walked) -> None:
    sheets = {path.stem for path in (walked.root / "oral" / "M1").glob("*.html")}
    assert sheets == {path.name for path in (walked.root / "submitted").iterdir()}


def test_the_report_names_the_pair_and_what_changed(walked: Walked) -> None:
    copied = walked.of(work="copied")
    assert copied.source is not None
    text = walked.page("reports", "M1.html").get_text()
    pair = ", ".join(sorted((copied.person.id, copied.source.id)))
    assert pair in text
    assert "Changed since the last report" in text


def test_marks_follow_the_corrected_check_and_nobody_has_to_mark_twice(walked: Walked) -> None:
    check = SLIPS["M1"].check
    assert f"{check}: failed -> passed" in walked.part("regrade a group")
    assert ", 0 concerned" in walked.part("regrade the others")
    course = Course.at(walked.root)
    for path in sorted((walked.root / "submitted").iterdir()):
        record = read_record(record_path(course, "M1", path.name))
        assert record is not None
        (result,) = [one for one in record.results if one.id == check]
        shown = walked.page("feedback", path.name, "M1", "M1.html").select("#M1-E1 .checks li")[0]
        assert (shown.get("class") == ["lost"]) == (result.earned == 0)
    assert "nobody has marked" not in walked.said.rpartition("== feedback again")[2]


def test_exports_hold_everybody(walked: Walked) -> None:
    with (walked.root / "marks-canvas.csv").open() as file:
        rows = {row["SIS User ID"]: row for row in csv.DictReader(file) if row["SIS User ID"]}
    late = walked.of(way="late").person
    assert rows[walked.of(way="missing").person.id]["M1"] == ""
    assert max(float(row["M1"]) for row in rows.values() if row["M1"]) > 90
    assert rows[late.id]["Student"] == f"{late.last_name}, {late.first_name}"
    with (walked.root / "marks-moodle.csv").open() as file:
        assert {row["ID number"]: row["M1"] for row in csv.DictReader(file)} == {
            student: row["M1"] for student, row in rows.items()
        }
