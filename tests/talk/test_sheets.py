"""Sheets of the small course: honest and hostile submissions, the command, seeds."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from autograder.cli import talks
from autograder.course import Course
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, UsageError
from autograder.talk import run, stage
from autograder.talk.ask import gives_away
from autograder.talk.run import make_sheets
from kit.checks.outcome import Outcome

HOSTILE = {
    "quiet": """import sys
def square(x):
    sys.settrace(None)
    print("<script>alert(1)</script>" * 100)
    wide = torch.cat((x, x, x))
    return wide""",
    "liar": """class Fake(torch.Tensor):
    shape = property(lambda self: ("<script>alert(1)</script>", 2))
def square(x):
    fake = x.as_subclass(Fake)
    real = torch.cat((x, x, x))
    return fake""",
    "patched": """torch.Tensor.shape = property(lambda self: ["<script>alert(1)</script>", -1, 10**30])
def square(x):
    wide = torch.cat((x, x, x))
    return wide""",
    "raises": """def square(x):
    wide = torch.cat((x, x, x))  # <script>alert(1)</script> \\x1b[2J
    raise ValueError("<script>alert(1)</script>\\x1b[2J\\u202e")""",
    "endless": """def square(x):
    wide = torch.cat((x, x, x))
    while True:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            raise""",
    "deaf": """def square(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass""",
    "dies": """import os
def square(x):
    os._exit(0)""",
    "wide": "square = lambda x: x" + "\ndef" + " <script>alert(1)</script>",
    "tangled": "def square(x):\n    return " + "(" * 90 + "x" + ")" * 90,
}


def sheet(course: Course, student: str) -> str:
    return (course.root / "oral" / "M1" / f"{student}.html").read_text()


def make(course: Course, warm: WarmParent, *students: str, seed: int | None = 3) -> dict[str, run.Made]:
    made = make_sheets(course.assignment("M1"), students, warm, course.root / "oral" / "M1", seed)
    return {one.student: one for one in made}


def words(html: str) -> str:
    return re.sub(" +", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def test_a_sheet_asks_about_the_students_own_lines(course: Course, hand_in, graded, warm: WarmParent) -> None:
    hand_in("11")
    graded("11", Outcome.FAILED, "RuntimeError: no (line 5 of square: return <b>) \x1b[2J", ("M1-E1, line 3: gc",))
    made = make(course, warm, "11")["11"]
    assert (made.problem, made.questions >= 3) == ("", True)
    html = sheet(course, "11")
    asked, answers = html.split('<section class="examiner">')
    assert "wide = rows.reshape(len(x), -1)" in asked
    assert "Each number is multiplied by itself." in asked
    assert "<b>    return (both.T @ both)" in asked  # the line that the message names is marked
    assert "return &lt;b&gt;" in asked
    assert "\x1b" not in html
    assert "M1-E1, line 3: gc" in words(answers)
    assert "--seed 3" in words(answers)
    found = [tuple(map(int, one.split(","))) for one in re.findall(r"<strong>\(([\d, ]+\d),?\), ", answers)]
    assert len(found) == made.questions
    assert not any(gives_away(shape, line) for shape in found for line in words(asked).splitlines())
    for secret in ("x * x", "torch.randn(3, 5", "expect.close"):
        assert secret not in words(html)


def test_unusual_ways_are_asked_about(course: Course, hand_in, graded, warm: WarmParent) -> None:
    hand_in("11")
    hand_in("12", "def square(x):\n    return x.pow(2)")
    graded("11", Outcome.PASSED)
    graded("12", Outcome.PASSED)
    make(course, warm, "11", "12")
    assert "Your code calls cat , cdist , expand" in words(sheet(course, "11"))
    assert "none of 2 known right solutions" in sheet(course, "11")
    assert "Ways of your own" not in sheet(course, "12")


def test_a_seed_makes_a_sheet_again(course: Course, hand_in, warm: WarmParent) -> None:
    hand_in("11")
    texts = []
    for seed in (3, 4, None, 3, None):
        make(course, warm, "11", seed=seed)
        texts.append(sheet(course, "11"))
    assert texts[3:] == [texts[0], texts[2]]
    assert len(set(texts)) == 3


def test_hostile_code_costs_its_own_questions_only(
    course: Course, hand_in, warm: WarmParent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "SCENE_SECONDS", 1.0)
    monkeypatch.setattr(stage, "GRACE_SECONDS", 0.5)
    for name, source in HOSTILE.items():
        hand_in(name, source)
    made = make(course, warm, *HOSTILE, seed=3)
    assert {name: one.problem for name, one in made.items()} == dict.fromkeys(HOSTILE, "")
    for name in HOSTILE:
        html = sheet(course, name)
        assert "<script" not in html, name
        assert "\x1b" not in html
        assert "\u202e" not in html
    assert "wide" in sheet(course, "raises")
    assert "ValueError: <script>alert(1)</script>" in words(sheet(course, "raises"))
    assert "took too long" in sheet(course, "endless")
    assert "real" in sheet(course, "liar")
    assert "M1-E1 squares: " in words(sheet(course, "dies"))
    for name in ("quiet", "patched", "deaf", "dies", "wide", "tangled"):
        assert "Scenes that went wrong" in sheet(course, name) or made[name].questions, name


def test_the_command_for_a_class(
    course: Course, hand_in, warm: WarmParent, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "close", lambda: None)
    monkeypatch.setattr("autograder.engine.warm.WarmParent", lambda: warm)
    hand_in("11")
    hand_in("12").write_text("no notebook")
    hand_in("13")
    assert talks.oral("M1", course.root, whole_class=True, seed=1, jobs=1, questions_only=True) == 1
    printed = capsys.readouterr()
    assert "12: no sheet could be made" in printed.out + printed.err
    assert "2 sheets" in printed.out
    assert sorted(path.name for path in (course.root / "oral" / "M1").iterdir()) == ["11.html", "13.html"]
    assert "For the examiner" not in sheet(course, "11")


def test_without_scenes_there_are_no_questions_about_code(course: Course, hand_in, warm: WarmParent) -> None:
    (course.assignment("M1").folder / "talk.py").unlink()
    hand_in("11")
    assert make(course, warm, "11")["11"].questions == 0
    assert "M1 has no talk.py: there are no questions about code" in sheet(course, "11")


def test_a_scene_of_no_exercise_is_the_authors_error(course: Course, hand_in, warm: WarmParent) -> None:
    talk = course.assignment("M1").folder / "talk.py"
    talk.write_text(talk.read_text().replace('"M1-E2"', '"M1-E7"'))
    hand_in("11")
    with pytest.raises(CourseError, match="M1-E7"):
        make(course, warm, "11")


@pytest.mark.parametrize("chosen", [{}, {"student": "11", "whole_class": True}, {"student": "99"}])
def test_a_command_called_wrongly(course: Course, hand_in, chosen: dict[str, object]) -> None:
    hand_in("11")
    with pytest.raises(UsageError):
        talks.oral("M1", course.root, **chosen)  # type: ignore[arg-type]


def test_sheets_lie_outside_the_folders_of_nbgrader(tmp_path: Path) -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text().splitlines()
    assert "/oral/" in ignored
