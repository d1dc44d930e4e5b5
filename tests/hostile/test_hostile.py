"""Nothing that a submission does gains a mark, shows what is expected, or disturbs another submission."""

from __future__ import annotations

import contextlib
import math
import site
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from autograder.grading import nbgrader_side

from hostile_class import POINTS, Hostile, read_all, table
from hostile_course import NEIGHBOURS, ROOT, Class

pytestmark = pytest.mark.slow
ALL = read_all()
GRADED = [one for one in ALL if one.marks is not None]
SECRETS = ("q7-heron-lantern-42", "PROBE-MARK-7431")
by_name = pytest.mark.parametrize("hostile", ALL, ids=lambda one: one.name)
graded_by_name = pytest.mark.parametrize("hostile", GRADED, ids=lambda one: one.name)


def results(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "seconds"} for one in record["results"]]


def earned(record: dict[str, Any]) -> dict[str, float]:
    """Points by exercise, without those that got nothing."""
    marks = {
        name: sum(
            one["points"]
            for one in record["results"]
            if one["id"].startswith(f"H1-{name}.") and one["outcome"] == "passed"
        )
        for name in POINTS
    }
    return {name: points for name, points in marks.items() if points}


def notebook_of(graded: Class, student: str) -> nbformat.NotebookNode:
    return nbformat.read(graded.course.root / "autograded" / student / "H1" / "H1.ipynb", as_version=4)


def texts(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(str(one) for cell in notebook.cells for one in cell.get("outputs", []))


def test_there_are_enough() -> None:
    assert len(ALL) >= 40
    assert all(one.tries and one.happens for one in ALL)


@by_name
def test_marks(hostile: Hostile, hostile_class: Class) -> None:
    """The marks are those that the file names, and each check has a verdict."""
    found = hostile_class.graded[hostile.name]
    if hostile.marks is None:
        assert found["record"] is None
        assert len(found["problem"].splitlines()) == 1
        return
    assert found["problem"] == ""
    assert earned(found["record"]) == hostile.marks
    assert len(found["record"]["results"]) == 8
    outcomes = {one["outcome"] for one in found["record"]["results"]}
    assert outcomes <= {"passed", "failed", "could not be checked", "the check itself failed"}
    assert ("the check itself failed" in outcomes) == hostile.open


@graded_by_name
def test_verdict_cells_hold_one_number_and_plain_text(hostile: Hostile, hostile_class: Class) -> None:
    notebook, seen = notebook_of(hostile_class, hostile.name), {}
    for cell in notebook.cells:
        marked = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marked.get("grade") and not marked.get("solution"):
            text, number = cell.outputs
            assert (text.output_type, text.name, number.output_type) == ("stream", "stdout", "execute_result")
            seen[marked.grade_id.removeprefix("H1-")] = float(number.data["text/plain"])
            assert set(number.data) == {"text/plain"}
            odd = {unicodedata.category(one) for one in text.text.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
            assert odd == set()
            heads = [line for line in text.text.splitlines() if line.startswith("[")]
            assert len(heads) == sum(
                one["id"].startswith(f"{marked.grade_id}.")
                for one in hostile_class.graded[hostile.name]["record"]["results"]
            )
    assert all(math.isfinite(points) for points in seen.values())
    assert seen == dict.fromkeys(POINTS, 0.0) | (hostile.marks or {})


@graded_by_name
def test_outputs_are_bounded_harmless_and_show_no_secret(hostile: Hostile, hostile_class: Class) -> None:
    notebook = notebook_of(hostile_class, hostile.name)
    text = texts(notebook)
    assert not any(secret in text for secret in SECRETS)
    assert "SEEN-DURING-A-CHECK" not in text
    assert len(text) < 4 << 20
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                found = [line for line in output.text.splitlines() if line.startswith("FOUND")]
                assert set(found) <= {"FOUND []", "FOUND False"}
            kinds = set(output.get("data", {}))
            assert kinds <= {"text/plain", "text/markdown", "text/latex", "text/html", "image/png", "image/jpeg"}
            html = output.get("data", {}).get("text/html", "")
            assert "<script" not in html
            assert "onerror" not in html


def test_gradebook_holds_exactly_these_marks(hostile_class: Class) -> None:
    expected = {one.name: one.marks for one in GRADED} | {
        name: dict(POINTS) if solved is None else {one.removeprefix("H1-"): POINTS[one[3:]] for one in solved}
        for name, solved in NEIGHBOURS.items()
    }
    with nbgrader_side.gradebook(hostile_class.course) as book:
        found = {}
        for submission in book.assignment_submissions("H1"):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            assert all(grade.manual_score is None for grade in grades)
            found[submission.student.id] = {
                grade.name.removeprefix("H1-"): grade.auto_score for grade in grades if grade.auto_score
            }
    refused = {one.name for one in ALL if one.marks is None}
    assert {name: marks for name, marks in found.items() if name not in refused} == expected
    assert all(not found.get(name) for name in refused)


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_neighbours_are_graded_as_if_alone(name: str, hostile_class: Class, honest_class: Class) -> None:
    among, alone = hostile_class.graded[name], honest_class.graded[name]
    assert among["problem"] == alone["problem"] == ""
    assert results(among["record"]) == results(alone["record"])
    assert [cell["outputs"] for cell in among["record"]["cells"]] == [
        cell["outputs"] for cell in alone["record"]["cells"]
    ]
    assert among["record"]["notes"] == alone["record"]["notes"]
    assert notebook_of(hostile_class, name).cells == notebook_of(honest_class, name).cells


def test_no_file_of_the_course_changed(hostile_class: Class) -> None:
    assert hostile_class.after == hostile_class.before


def test_nothing_was_planted_on_the_machine(hostile_class: Class) -> None:
    places = [*map(Path, site.getsitepackages()), Path.home(), Path.home() / ".ipython/profile_default/startup"]
    places += [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/etc"), ROOT, ROOT / "kit", ROOT / "autograder"]
    assert [place for place in places for _ in place.glob("planted-by-hostile*")] == []


def test_no_process_is_left(hostile_class: Class) -> None:
    left = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if (
                b"hostile-daemon" in process.read_bytes()
                or str(hostile_class.course.root).encode() in process.read_bytes()
            ):
                left.append(process.parent.name)
    assert left == []


def test_no_secret_in_files_that_go_back(hostile_class: Class) -> None:
    """Neither links nor outputs bring hidden sources into ``autograded/``, from where feedback is made."""
    for path in (hostile_class.course.root / "autograded").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret.encode() in data for secret in SECRETS), path


class Executable(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc" or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script:
            self.found.append(data)


@pytest.mark.parametrize("name", [one.name for one in GRADED if one.group == "show" or one.name == "hand_attachment"])
def test_feedback_pages_run_nothing_of_the_student(name: str, hostile_class: Class) -> None:
    assert nbgrader_side.feedback(hostile_class.course, "H1", name) == ""
    page = hostile_class.course.root / "feedback" / name / "H1" / "H1.html"
    parser = Executable()
    parser.feed(page.read_text())
    assert [one for one in parser.found if "EVIL" in one] == []
    assert not any(secret in page.read_text() for secret in SECRETS)


def test_the_table_of_attacks_is_up_to_date() -> None:
    """``docs/security.md`` ends with the table that `table` makes of the files' docstrings."""
    text = (ROOT / "docs" / "security.md").read_text()
    assert text.endswith(table())
