"""Written answers on one page: grouped, in a stable order, safe to open."""

from __future__ import annotations

from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup

from autograder.cli import graders
from autograder.course import Course
from autograder.errors import UsageError
from autograder.report.answers import Answer, answers_of, grouped, shuffled

TEXTS = {
    "1": "The learning rate is too high, so it overshoots.",
    "2": "It overshoots, so the learning rate is too high!",
    "3": "Max pooling has no parameters.",
    "4": "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) \x1b[31m",
    "5": "",
}
RUBRIC = "| points | key point |\n|---|---|\n| 2 | a rubric of many words, longer than any answer is |"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def hand_in(course: Course, student: str, text: str, rubric: str = RUBRIC) -> None:
    about = {"grade": True, "solution": True, "locked": False, "grade_id": "M1-R1", "points": 2, "schema_version": 3}
    answer = v4.new_markdown_cell(text, metadata={"nbgrader": about})
    if student == "3":
        answer.attachments = {"dot.png": {"image/png": DOT}}
        answer.source += "\n\n![dot](attachment:dot.png)"
    behind = v4.new_markdown_cell(rubric, metadata={"course": {"role": "rubric"}})
    path = course.root / "autograded" / student / "M1" / "M1.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(v4.new_notebook(cells=[answer, behind, v4.new_code_cell("x")]), path)


@pytest.fixture
def handed_in(mini: Course) -> Course:
    for student, text in TEXTS.items():
        hand_in(mini, student, text)
    return mini


def test_alike_answers_stand_together_and_nothing_is_lost(handed_in: Course) -> None:
    answers = answers_of(handed_in.assignment("M1"))["M1-R1"]
    assert [one.student for one in answers] == list(TEXTS)
    groups = [sorted(one.student for one in group) for group in grouped(answers)]
    assert sorted(groups) == [["1", "2"], ["3"], ["4"], ["5"]]
    other = [Answer("1", "the same words", rubric="a"), Answer("2", "the same words", rubric="b")]
    assert len(grouped(other)) == 2


def test_the_order_is_stable_and_differs_by_question() -> None:
    answers = [Answer(str(number), "") for number in range(30)]
    first = shuffled(answers, "Q1", 5)
    assert first == shuffled(list(reversed(answers)), "Q1", 5)
    assert first != shuffled(answers, "Q2", 5)
    assert first != shuffled(answers, "Q1", 6)
    assert sorted(first, key=lambda one: int(one.student)) == answers


def test_the_page_shows_images_and_runs_nothing(handed_in: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert graders.answers("M1", handed_in.root, Path(handed_in.root / "a.html")) == 0
    assert "4 answers" in capsys.readouterr().out
    text = (handed_in.root / "a.html").read_text()
    soup = BeautifulSoup(text, "html.parser")
    assert not soup.find_all("script")
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert "javascript:" not in "".join(str(tag.get("href")) for tag in soup.find_all("a"))
    assert [tag["src"][:22] for tag in soup.find_all("img") if tag.get("src", "").startswith("data:")] == [
        "data:image/png;base64,"
    ]
    assert soup.get_text().count("2 alike") == 1
    assert "1 wrote nothing" in soup.get_text()
    assert "\x1b" not in text
    assert not any(tag.get_text() in TEXTS for tag in soup.find_all(class_="who"))
    assert graders.answers("M1", handed_in.root, Path(handed_in.root / "b.html"), names=True) == 0
    named = BeautifulSoup((handed_in.root / "b.html").read_text(), "html.parser")
    assert {tag.get_text() for tag in named.find_all("span")} >= {name for name, text in TEXTS.items() if text}


def test_nothing_is_graded(mini: Course) -> None:
    with pytest.raises(UsageError, match="nothing is graded"):
        graders.answers("M1", mini.root)
