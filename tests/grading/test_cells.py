"""Which cells a check depends on."""

from __future__ import annotations

import nbformat
import pytest

from autograder.grading.cells import cells_for


def notebook(*cells: tuple[str, str, str]) -> nbformat.NotebookNode:
    made = []
    for role, name, source in cells:
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata = nbformat.from_dict({"course": {"role": role}, "nbgrader": {"grade_id": name}})
        made.append(cell)
    return nbformat.v4.new_notebook(cells=made)


def left_in(answer: str, figure: str) -> bool:
    """Whether a figure's cell stays beside an answer."""
    return "figure" in cells_for(notebook(("answer", "X-E1-answer", answer), ("use", "figure", figure)), ["X-E1"])


@pytest.mark.parametrize(
    "answer",
    [
        "def f():\n    return one",
        "def f():\n    one = 1\n    def g():\n        global one\n        return one\n    return g",
        "class A:\n    x = one",
        "y = one",
        "one += 1",
        "f = lambda: one",
        "y = [one for _ in range(3)]",
        "if y:\n    one = 3\nprint(one)",
        "one = one + 1",
        "def f():\n    return one\none = 3",
    ],
)
def test_a_figure_that_binds_what_an_answer_may_look_up_stays(answer: str) -> None:
    assert left_in(answer, "one = 2")
    assert left_in(answer, "%%needs X-E1\nimport math as one")
    assert left_in(answer, "def draw():\n    global one\n    one = 3")


@pytest.mark.parametrize(
    "answer",
    [
        "one = 1\nprint(one)",
        "def f(one):\n    return one",
        "def f():\n    one = 1\n    return one",
        "x.one = 1",
        '"one"',
    ],
)
def test_other_figures_go(answer: str) -> None:
    assert not left_in(answer, "one = 2")


def test_trainings_of_other_exercises_go_and_what_they_bind_is_followed() -> None:
    book = notebook(
        ("given", "given", "import torch"),
        ("answer", "X-E1-answer", "def f():\n    return history"),
        ("train", "X-E1-train", "model = 1"),
        ("train", "X-E2-train", "other = 1"),
        ("use", "table", "numbers = [1]"),
        ("use", "curve", "history = numbers"),
        ("use", "picture", "nothing = 1"),
        ("grade", "X-E1", "history"),
    )
    assert cells_for(book, ["X-E1"]) == {"given", "X-E1-answer", "X-E1-train", "table", "curve"}
