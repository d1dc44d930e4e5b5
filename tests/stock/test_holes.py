"""What stock nbgrader gets wrong, hole by hole, and what becomes of the same files here.

The first half of each pair says what stock nbgrader 0.9 really does: when it fails, nbgrader has mended that.
"""

from __future__ import annotations

import pytest
from stock.conftest import Graded
from stock.submissions import Handed

pytestmark = pytest.mark.slow
FULL = {"H1-E1": 60.0, "H1-E2": 40.0}
ZERO = {"H1-E1": 0.0, "H1-E2": 0.0}
NONE = {"H1-E1": None, "H1-E2": None}

HOLES = {
    "honest": (FULL, FULL),
    "no output": (FULL, ZERO),
    "nan": (FULL, ZERO),
    "text": (FULL, ZERO),
    "warning": (ZERO | {"H1-E2": 40.0}, FULL),
    "resubmission": (FULL, ZERO),
    "timeout": (NONE, FULL),
    "dead kernel": (NONE, FULL),
    "file name": (NONE, FULL),
    "copied cell": (NONE, FULL),
    "after the copied cell": (None, FULL),
}
"""Marks by stock nbgrader and by us."""


@pytest.mark.parametrize("hole", HOLES)
def test_marks_by_stock(hole: str, handed: dict[str, Handed], stock: Graded) -> None:
    assert stock.marks(handed[hole].student) == HOLES[hole][0]


@pytest.mark.parametrize("hole", HOLES)
def test_marks_by_us(hole: str, handed: dict[str, Handed], ours: Graded) -> None:
    assert ours.marks(handed[hole].student) == HOLES[hole][1]


def test_stock_gives_up_at_the_copied_cell(handed: dict[str, Handed], stock: Graded) -> None:
    _, autograde, *_ = stock.exits
    assert autograde == 1
    assert "use an old version" in stock.words[1]  # which is not what is wrong
    after = handed["after the copied cell"].student
    assert not (stock.root / "autograded" / after).exists()


def test_we_go_on_to_the_end(handed: dict[str, Handed], ours: Graded) -> None:
    assert ours.exits in ([], [0])
    assert len(list((ours.root / "autograded").glob("*/H1/H1.ipynb"))) == len(handed)


@pytest.mark.parametrize("hole", ["timeout", "dead kernel", "file name"])
def test_stock_loses_the_submission(hole: str, handed: dict[str, Handed], stock: Graded) -> None:
    assert not (stock.root / "autograded" / handed[hole].student / "H1").exists()


def test_stock_hands_scripts_on(handed: dict[str, Handed], stock: Graded) -> None:
    student = handed["script"].student
    assert "<script>steal()</script>" in outputs(stock, student)
    assert "<script>steal()</script>" in stock.feedback(student)


def test_we_keep_the_page_and_drop_the_script(handed: dict[str, Handed], ours: Graded) -> None:
    student = handed["script"].student
    shown = outputs(ours, student)
    assert "<b>bold</b>" in shown
    assert "<script" not in shown
    assert ours.marks(student) == FULL


def test_our_feedback_has_no_script(handed: dict[str, Handed], grading: dict[str, Graded]) -> None:
    page = grading["ours"].feedback(handed["script"].student)
    assert "✓" in page  # the marks are told; outputs are not part of it
    assert "<script" not in page
    assert "steal()" not in page


def outputs(graded: Graded, student: str) -> str:
    """All pages that a submission's cells put out."""
    cells = graded.notebook(student).cells
    shown = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.data.get("text/html", "") for output in shown if "data" in output)
