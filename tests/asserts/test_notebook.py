"""The graded cell in source and release, and what an author gets wrong."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import nbformat
import pytest

from autograder.authoring import build_release
from autograder.authoring.notebook import build_source
from autograder.engine.closure import closure_digest
from autograder.errors import CourseError


def cell_of(path, grade_id: str):
    notebook = nbformat.read(path, as_version=4)
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def test_source_keeps_the_asserts_and_release_loses_the_hidden_ones(m2) -> None:
    build_release(m2)
    source, release = cell_of(m2.source, "M2-E1"), cell_of(m2.release, "M2-E1")
    written = m2.text.read_text().partition('role="grade" exercise="M2-E1" points=40\n')[2].partition("\n\n\n# %%")[0]
    assert source.source == written
    assert "secret" not in m2.release.read_text()
    assert "HIDDEN" not in m2.release.read_text()
    assert 'raise AssertionError("a text should' in release.source
    for cell in (source, release):
        about = cell.metadata.nbgrader
        assert (about.grade, about.locked, about.solution, about.points) == (True, True, False, 40)
    build_release(m2, check_only=True)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("points=40\nx =", "\nx =", "needs points"),
        ("points=40\nx =", "points=-1\nx =", "points=-1"),
        ("points=40\nx =", 'points="many"\nx =', "points='many'"),
        ("before = seen", "before = sen", "uses sen, which no cell defines .line 1."),
        ("assert seen == before + 2", "assert seen == before +", "no Python: line 5"),
        ("secret = torch", "### END HIDDEN TESTS\nsecret = torch", "unpaired marks of hidden tests, line 16"),
        ('exercise="M2-E3" points', 'exercise="M2-E1" points', "M2-E1 is graded twice"),
    ],
)
def test_an_authors_mistake_is_named(m2, rewrite, old: str, new: str, complaint: str) -> None:
    rewrite(old, new)
    with pytest.raises(CourseError, match=complaint):
        build_source(m2)


def test_a_cell_without_asserts_and_one_without_an_end(m2, rewrite) -> None:
    text = m2.text.read_text()
    head, tail = text.partition("before = seen")[0], text.partition("before = seen")[2]
    m2.text.write_text(head + "unique([])\n")
    with pytest.raises(CourseError, match="M2-E3 holds no assert"):
        m2.hidden()
    m2.text.write_text(head + "before = seen" + tail.rpartition("### END")[0])
    with pytest.raises(CourseError, match="M2-E3 has no 'END HIDDEN TESTS'"):
        m2.hidden()


def test_asserts_and_hidden_checks_side_by_side(m2) -> None:
    hidden = "from kit.checks import Exercise\nother = Exercise({!r})\n"
    (m2.folder / "hidden.py").write_text(hidden.format("M2-E4"))
    assert list(m2.hidden()) == ["M2-E1", "M2-E2", "M2-E3", "M2-E4"]


def test_an_exercise_is_not_graded_both_ways(m2) -> None:
    (m2.folder / "hidden.py").write_text("from kit.checks import Exercise\nother = Exercise('M2-E2')\n")
    with pytest.raises(CourseError, match="M2-E2: both hidden checks and asserts"):
        m2.hidden()


def test_a_digest_of_the_check_follows_its_cell_alone(m2, rewrite) -> None:
    def digests() -> dict[str, str]:
        return {
            check.id.partition(".")[0]: closure_digest(check.function)
            for exercise in m2.hidden().values()
            for check in exercise.checks
        }

    before = digests()
    rewrite("# # M2 - Graded", "# # M2 - Still graded")
    assert digests() == before
    rewrite("2 * secret)", "2 * secret + 0)")
    after = digests()
    assert after["M2-E1"] != before["M2-E1"]
    assert (after["M2-E2"], after["M2-E3"]) == (before["M2-E2"], before["M2-E3"])


def test_a_digest_is_the_same_while_a_student_is_being_checked(m2) -> None:
    check = m2.hidden()["M2-E2"].checks[0].function
    before = closure_digest(check)
    student = type("Student", (), {})()
    runs = next(cell.cell_contents for cell in check.__closure__ if isinstance(cell.cell_contents, WeakKeyDictionary))
    runs[student] = object()
    assert closure_digest(check) == before
