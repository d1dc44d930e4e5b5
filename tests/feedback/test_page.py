"""The feedback page: what it says, what it never says, and that it is harmless."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup

from autograder.feedback import page, words
from autograder.feedback.gather import Code, Feedback, Mark, Shape, Written, _given, written_value
from autograder.plugin.pages import LARGEST_PICTURE, MOST_FORMULAS, clean, complete
from kit.checks.outcome import Outcome, Result

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)">&\x1b[31m\u202e'
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def feedback(**more: Any) -> Feedback:
    """A page with a part of each kind, every check in another outcome."""
    checks = [Result(f"A1-E1.{one.name}", f"What `{one.name}` says.", 1, one, f"because {one.name}") for one in Outcome]
    made = Feedback(
        "A1", "17", "Ada Lovelace", 4711, datetime(2026, 1, 1, 10, tzinfo=UTC), None, 7.25, 20.0, 1.5,
        timedelta(days=1, hours=2, minutes=5),
        [Code("A1-E1", "Descent", Mark(2, 6, comment="well done"), checks, "def f(x):\n    return x < 1")],
        [
            Shape("A1-Q-S1", "sizes", Mark(0, 1), "`x` is $(2, 3)$", "(3, 2)", "(2, 3)", "Not right: axes exchanged."),
            Shape("A1-Q-S2", "sizes", Mark(1, 1), "how many", "6", "6", ""),
            Shape("A1-Q-S3", "sizes", Mark(0, 1), "how many", "", "7", "Not answered."),
        ],
        [
            Written("A1-Q-C1", "", Mark(1.5, 2, comment="two of three"), "Why?", "So that **all** is well.", {}),
            Written("A1-R1", "Report", Mark(0, 2, waits=True), "", "", {}),
        ],
    )  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    return made


def shown(made: Feedback, folder: Path = Path("/nowhere"), **more: str) -> BeautifulSoup:
    return BeautifulSoup(page(made, folder, **more), "html.parser")


def test_what_stands_on_it() -> None:
    soup = shown(feedback())
    assert soup.select_one("h1") is not None
    assert "Ada Lovelace" in soup.h1.get_text()  # type: ignore[union-attr]
    assert soup.select_one(".sum").get_text() == "7.25 of 20 points so far"  # type: ignore[union-attr]
    notices = [one.get_text() for one in soup.select(".notice")]
    assert notices == [
        "1.5 points are taken off: 1 d 2 h 05 min late.",
        "Not yet marked: A1-R1. Their points are not in the sum.",
    ]
    checks = {one.select_one(".what").get_text(): one.get_text(" ") for one in soup.select("ul.checks li")}  # type: ignore[union-attr]
    assert "because FAILED" in checks["What FAILED says."]
    assert "because BLOCKED" in checks["What BLOCKED says. (could not be checked)"]
    assert "because BROKEN" not in str(checks)  # an error of ours
    assert "because EXCUSED" not in str(checks)
    (first, second, third) = (soup.select_one(f"#A1-Q-S{k}").get_text(" ", strip=True) for k in (1, 2, 3))  # type: ignore[union-attr]
    assert "(3, 2) ✗ wrong" in first
    assert "Right answer (2, 3)" in first
    assert "axes exchanged" in first
    assert "Right answer" not in second
    assert f"Your answer {words.ENGLISH.not_answered} Right" in third
    assert "Right answer 7" in third
    assert "well done" in soup.select_one("#A1-E1 .comment").get_text()  # type: ignore[union-attr]
    assert "two of three" in soup.select_one("#A1-Q-C1 .comment").get_text()  # type: ignore[union-attr]
    assert {str(link["href"])[1:] for link in soup.select("a")} <= {str(part["id"]) for part in soup.select("section")}
    assert words.ENGLISH.address in soup.get_text()


def test_signs_and_words_say_it_without_colour() -> None:
    soup = shown(feedback())
    lost = [one.select_one(".sign").get_text() for one in soup.select("li.lost")]  # type: ignore[union-attr]
    assert set(lost) == {"✗", "–", "?"}
    assert "color: red" not in str(soup)


def test_how_to_appeal_is_the_courses_choice() -> None:
    text = shown(feedback(), address="ta@example.org").get_text()
    assert "Write to ta@example.org within a week" in text
    text = shown(feedback(), address="<b>", appeal="Mail {address}; {this} is no field.").get_text()
    assert "Mail <b>; {this} is no field." in text


def test_nothing_a_student_wrote_becomes_markup() -> None:
    lost = [Result("x", HOSTILE, 1, Outcome.FAILED, HOSTILE)]
    made = feedback(
        student=HOSTILE,
        name=HOSTILE,
        exercises=[Code(HOSTILE, HOSTILE, Mark(0, 1, comment=HOSTILE), lost, HOSTILE)],
        shapes=[Shape("S", HOSTILE, Mark(0, 1), HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        written=[Written("W", HOSTILE, Mark(0, 1), HOSTILE, f"{HOSTILE} [x](javascript:alert(1)) $<b onclick=x>$", {})],
        troubles=[(HOSTILE, HOSTILE)] * 12,
    )  # fmt: skip
    text = page(made, Path("/nowhere"))
    soup = BeautifulSoup(text, "html.parser")
    assert not soup.find_all(["script", "iframe", "link", "object", "b[onclick]"])
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert not {"\x1b", "\u202e"} & set(text)
    assert all(str(tag["src"]).startswith("data:") for tag in soup.find_all("img"))
    assert "javascript:" not in "".join(str(tag.get("href")) for tag in soup.find_all("a"))
    assert "and 2 more" in soup.get_text()


def test_pictures_of_the_folder_are_in_the_page(tmp_path: Path) -> None:
    tmp_path.joinpath("dot.png").write_bytes(base64.b64decode(DOT))  # outside
    tmp_path /= "page"
    tmp_path.mkdir()
    (tmp_path / "dot.png").write_bytes(base64.b64decode(DOT))
    (tmp_path / "secret.txt").write_text("s")
    (tmp_path / "large.png").write_bytes(b"\x89PNG" + bytes(LARGEST_PICTURE))
    cell = v4.new_markdown_cell("x")
    cell.attachments = {"in.png": {"image/png": DOT}}
    names = ("dot.png", "./dot.png", "attachment:in.png", "secret.txt", "large.png", "../dot.png", "/etc/x.png")
    names = (*names, "https://example.org/spy.png", "//example.org/spy.png", "none.png")
    html = complete("\n\n".join(f"![]({name})" for name in names), cell.attachments, tmp_path)
    soup = BeautifulSoup(html, "html.parser")
    assert [str(tag["src"])[:22] for tag in soup.find_all("img")] == ["data:image/png;base64,"] * 3
    assert [one.get_text() for one in soup.find_all("em")] == [f"({name})" for name in names[3:]]
    (tmp_path / "link.png").symlink_to("dot.png")
    assert "<img" not in complete("![](dot.png)", {}, tmp_path)  # a folder with a link in it is not read


def test_formulas_are_set_and_bounded() -> None:
    soup = BeautifulSoup(clean(r"It is $\frac{a}{b}$ and $$x^2$$ and <b>bold</b>"), "html.parser")
    assert [str(tag["alt"]) for tag in soup.find_all("img")] == [r"\frac{a}{b}", "x^2"]
    assert soup.find("b") is not None
    many = clean(" ".join(f"$x_{{{k}}}$" for k in range(MOST_FORMULAS + 3)))
    assert many.count("<img") == MOST_FORMULAS
    assert clean("\ue0000\ue001") == "<p>0</p>\n"  # no place of ours


def test_details_of_the_notebook_stay() -> None:
    assert "<details><summary>Hint</summary>" in clean("<details><summary>Hint</summary>Look</details>")


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("answer = (2, 3)  # TODO", "(2, 3)"),
        ("answer = None", ""),
        ("answer = 3\nanswer = 4 * 5", "4 * 5"),
        ("other = 3", ""),
        ("answer = (2,", "answer = (2,"),
    ],
)
def test_the_answer_as_it_was_typed(source: str, given: str) -> None:
    assert _given(source, "answer") == given


@pytest.mark.parametrize(
    ("value", "text"),
    [((2, (3, 0.25)), "(2, (3, 0.25))"), ((7,), "(7,)"), (1 / 3, "0.333333"), ("a", "'a'"), (True, "True")],
)
def test_the_right_answer_as_one_types_it(value: object, text: str) -> None:
    assert written_value(value) == text
