"""nbgrader's gradebook as one transaction: what its own code reads and leaves there is what it would be without."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from nbgrader.api import Course, Gradebook, MissingEntry

from autograder.files import find_own_programs
from autograder.grading.one_book import one_transaction

WHERE = ("N", "A1", "ada")
FINDERS = {
    "find_grade": ("auto", "answer", "task"),
    "find_comment": ("answer", "task"),
    "find_source_cell": ("auto", "answer"),
    "find_graded_cell": ("auto", "answer", "task"),
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Two submissions of two notebooks; cells of the same names: marked by machine, a written answer, a task."""
    find_own_programs()
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url, "deep") as book:
        book.add_assignment("A1")
        for notebook in ("N", "other"):
            book.add_notebook(notebook, "A1")
            for name, points in (("auto", 5), ("answer", 3)):
                book.add_grade_cell(name, notebook, "A1", max_score=points, cell_type="code")
                book.add_source_cell(name, notebook, "A1", cell_type="code", source=f"# {notebook}")
            book.add_solution_cell("answer", notebook, "A1")
            book.add_task_cell("task", notebook, "A1", max_score=2, cell_type="markdown")
        for student in ("ada", "bob"):
            book.add_student(student)
            book.add_submission("A1", student)
    return url


def grade_by_hand(url: str, points: float) -> float:
    """What nbgrader's steps do: a mark, a commit, the sum by another gradebook."""
    with Gradebook(url) as book:
        book.find_submission_notebook(*WHERE).score  # noqa: B018 - so that a stale one would be there
        book.find_grade("auto", *WHERE).auto_score = points
        book.db.commit()
        with Gradebook(url) as again:
            return float(again.find_submission_notebook(*WHERE).score)


def stored(url: str) -> float:
    with Gradebook(url) as book:
        return float(book.find_submission_notebook(*WHERE).score)


def test_steps_see_what_earlier_ones_wrote(url: str) -> None:
    with one_transaction(url):
        assert grade_by_hand(url, 4) == 4
        assert grade_by_hand(url, 2) == 2
    assert stored(url) == 2


def test_all_or_nothing(url: str) -> None:
    def fails() -> None:
        with one_transaction(url):
            grade_by_hand(url, 4)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert stored(url) == 0
    assert grade_by_hand(url, 3) == 3  # nbgrader is as it was


@pytest.mark.parametrize("finder", FINDERS)
def test_finders_find_what_nbgrader_finds(url: str, finder: str) -> None:
    where = WHERE[: 3 if finder in ("find_grade", "find_comment") else 2]

    def found() -> list[tuple[type, str]]:
        with Gradebook(url) as book:
            rows = [getattr(book, finder)(name, *where) for name in FINDERS[finder]]
            return [(type(row), row.id) for row in rows]

    plain = found()
    with one_transaction(url):
        assert found() == plain
        with Gradebook(url) as book, pytest.raises(MissingEntry):
            getattr(book, finder)("nowhere", *where)


def test_nobody_else_sees_it_before_the_end(url: str) -> None:
    seen: list[float] = []
    with one_transaction(url):
        grade_by_hand(url, 4)
        thread = threading.Thread(target=lambda: seen.append(stored(url)))
        thread.start()
        thread.join()
    assert seen == [0]
    assert stored(url) == 4


def test_each_course_is_there(url: str) -> None:
    with one_transaction(url), Gradebook(url, "another"):
        pass
    with Gradebook(url) as book:
        assert {"deep", "another"} <= {course.id for course in book.db.query(Course)}
