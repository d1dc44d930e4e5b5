"""Written answers marked in formgrader, in a real browser: what is shown, in which order, and where marks arrive."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from autograder.authoring import build_release
from autograder.cli import graders, term
from autograder.course import Course
from autograder.sample.solve import fill_in
from autograder.sample.words import add_picture
from tests.browser.formgrader import Desk, Submission, formgrader
from tests.browser.page import Page
from tests.conftest import ROOT
from tests.feedback.questions import add_questions

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Links = dict[str, dict[str, str]]
STUDENTS = ("17", "18", "19")
ANSWER = "The signs are equal. <script>window.evil = 1</script>"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three graded submissions with written answers, one with a picture in the cell, one with a file beside it."""
    root = tmp_path_factory.mktemp("forms") / "course"
    shutil.copytree(ROOT / "tests" / "mini", root)
    shutil.copy(ROOT / "assignments" / "check_env.py", root / "assignments")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "kit").symlink_to(ROOT / "kit")
    course = Course.at(root)
    add_questions(course)
    assignment = course.assignment("M1")
    build_release(assignment)
    release, source = (nbformat.read(path, as_version=4) for path in (assignment.release, assignment.source))
    for student in STUDENTS:
        notebook = fill_in(assignment, release, source, int(student))
        answer(notebook).source = ANSWER
        folder = root / "submitted" / student / "M1"
        folder.mkdir(parents=True)
        if student != "17":
            (folder / "curve.png").write_bytes(add_picture(notebook, "curve.png", inside=student == "18"))
        if student == "18":
            (folder / "curve.png").unlink()
        nbformat.write(notebook, folder / "M1.ipynb")
    assert graders.grade(["M1"], root) == 0
    return course


def answer(notebook: NotebookNode) -> NotebookNode:
    """The first written answer: M1-R1."""
    return next(one for one in notebook.cells if one.metadata.get("course", {}).get("role") == "manual")


@pytest.fixture(scope="module")
def desk(graded: Course) -> Iterator[Desk]:
    with formgrader(graded.root) as found:
        yield found


@pytest.fixture
def links(graded: Course, tmp_path: Path, desk: Desk, page: Page) -> Links:
    """Addresses on the page of all answers, in its order, by question and student; the browser is logged in."""
    desk.enter(page)
    path = tmp_path / "answers.html"
    assert graders.answers("M1", graded.root, path, desk.base, names=True) == 0
    soup = BeautifulSoup(path.read_text(), "html.parser")
    found: Links = {}
    for link in soup.select(".who a"):
        heading = link.find_previous("h2")
        assert heading is not None
        found.setdefault(heading.get_text(), {})[link.get_text()] = str(link["href"])
    return found


def test_marking(graded: Course, page: Page, links: Links) -> None:
    assert page.js("document.querySelectorAll('tbody tr').length") == len(STUDENTS)
    assert "Submission #1" in page.js("document.body.innerText")  # no names
    first = Submission(page, links["M1-Q-C1"]["17"])
    assert first.shown() == ["M1-R1", "M1-Q-C1", "M1-Q-pool-A"]
    assert page.js("document.activeElement.id") == "M1-Q-C1"  # the link leads to the answer
    said = first.text()
    assert "For marking" in said
    assert "the signs are equal" in said
    assert "same sign" in said
    assert "What is a square?" in said
    oral = graded.assignment("M1").oral()
    assert oral is not None
    assert oral.bank.concept(17, "A").text in said
    assert page.js("window.evil") is None
    assert page.js("[...document.images].some(one => one.alt === 'x^2' && one.naturalWidth > 0)")  # without a network
    first.mark("M1-Q-C1", "1.5", "One point is missing")
    page.click("#only")
    assert {"M1-E1", "M1-Q-S1"} < set(first.shown())
    drawn = oral.bank.params(17, "M1-Q-S1")
    assert f"({drawn['a']}, {drawn['b']})" in first.text()
    assert "<p>" not in first.text()
    page.click("#only")
    assert not page.errors
    assert all(one.startswith(("http://localhost", "http://127.0.0.1", "data:")) for one in page.requests)


@pytest.mark.parametrize("student", ["18", "19"])
def test_pictures_show(page: Page, links: Links, student: str) -> None:
    Submission(page, links["M1-R1"][student])
    assert page.wait("[...document.images].some(one => one.alt === 'a loss curve' && one.naturalWidth === 240)", "", 20)


def test_the_order_is_random_and_stable(links: Links, graded: Course, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    assert graders.answers("M1", graded.root, again, "http://x", names=True) == 0
    soup = BeautifulSoup(again.read_text(), "html.parser")
    order = [link.get_text() for link in soup.select(".who a")]
    assert order == [student for question in links.values() for student in question]


def test_marks_arrive_in_feedback_and_export(graded: Course, page: Page, links: Links) -> None:
    submission = Submission(page, links["M1-R1"]["18"])
    for name, points in (("M1-R1", "2"), ("M1-Q-C1", "0.5"), ("M1-Q-pool-A", "0")):
        submission.mark(name, points, f"comment on {name}")
    assert graders.feedback("M1", graded.root) == 0
    told = BeautifulSoup((graded.root / "feedback" / "18" / "M1" / "M1.html").read_text(), "html.parser")
    parts = told.select("section.part")
    found = {part["id"]: part.select_one(".comment") for part in parts}
    assert "comment on M1-Q-C1" in str(found["M1-Q-C1"])
    assert "Not yet marked" not in told.get_text()
    assert [one.get_text() for one in told.select("#M1-Q-C1 .of, #M1-R1 .of")] == ["2 / 2", "0.5 / 2"]
    assert told.select_one("#M1-R1 img[src^='data:image/png']") is not None
    assert term.export(graded.root, Path("marks.csv"), term.Form.MOODLE) == 0
    with (graded.root / "marks.csv").open() as file:
        points = {row["ID number"]: float(row["M1"]) for row in csv.DictReader(file)}
    assert points["18"] == 94 + 2.5  # all that a machine marks, and what was given here
