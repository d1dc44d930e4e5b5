"""From text to notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build_release, build_source
from autograder.authoring.kit import needed
from autograder.course import Course
from autograder.errors import CourseError, UsageError


def test_release_is_complete_and_the_same_every_time(mini: Course) -> None:
    assignment = mini.assignment("M1")
    source, release = build_release(assignment)
    before = {path: path.read_bytes() for path in (*source.rglob("*"), *release.rglob("*")) if path.is_file()}
    build_release(assignment, check_only=True)
    build_release(assignment)
    assert {path: path.read_bytes() for path in before} == before
    names = {path.name for path in release.iterdir()}
    assert {"M1.ipynb", "kit", "visible.py", "course.json", "check_env.py"} <= names


def test_release_holds_no_solution_and_no_hidden_text(mini: Course) -> None:
    _, release = build_release(mini.assignment("M1"))
    text = "\n".join(path.read_text(errors="replace") for path in release.rglob("*") if path.is_file())
    for secret in (
        "return x * x",
        "nn.Linear(3, 2)",
        "HIDDEN TESTS",
        "BEGIN SOLUTION",
        "Marked by a person",
        "doubled",
    ):
        assert secret not in text, secret


def test_points_and_ids(mini: Course) -> None:
    notebook = build_source(mini.assignment("M1"))
    marked = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert sum(cell.points for cell in marked if cell.grade) == 100
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    nbformat.validate(notebook)


def test_points_that_do_not_sum_to_100_are_refused(mini: Course) -> None:
    text = mini.assignment("M1").text
    text.write_text(text.read_text().replace("points=2", "points=3"))
    with pytest.raises(CourseError, match="101, not 100"):
        build_source(mini.assignment("M1"))


def test_an_edited_release_is_noticed(mini: Course) -> None:
    _, release = build_release(mini.assignment("M1"))
    (release / "kit" / "settings.py").write_text("")
    with pytest.raises(CourseError, match=r"settings\.py"):
        build_release(mini.assignment("M1"), check_only=True)


def test_unknown_assignment(mini: Course) -> None:
    with pytest.raises(UsageError, match="M1"):
        mini.assignment("../M1")


def test_only_the_modules_that_a_notebook_uses_go_with_it() -> None:
    kit = Path(__file__).parents[2] / "kit"
    plain = needed(kit, [])
    assert Path("notebook/magic.py") in plain
    assert not [file for file in plain if file.parts[0] == "data"]
    used = needed(kit, ["%matplotlib inline\ndef f():\n    from kit.data.shapes import load_shapes"])
    assert {Path("data/__init__.py"), Path("data/shapes.py"), Path("data/surfaces.py")} <= set(used)
    assert Path("data/faces.py") not in used
    assert set(plain) < set(used)
