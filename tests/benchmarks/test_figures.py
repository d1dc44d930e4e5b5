"""What is computed from measured seconds, and that the meter sees what hides."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.figures import Figure, fixed, ratios, slope, table
from benchmarks.meter import BURNT, TOLERANCE, WallOnly, find_meter, seen
from benchmarks.report import BEGIN, END, replaced
from benchmarks.rounds import Results

ROOT = Path(__file__).resolve().parents[2]


def test_a_slope_leaves_out_what_is_paid_once() -> None:
    assert slope(1, 12.0, 5, 20.0) == 2.0
    assert fixed(1, 12.0, 2.0) == 10.0


def test_what_was_not_measured_stays_so() -> None:
    assert slope(1, None, 5, 20.0) is None
    assert fixed(1, 12.0, None) is None
    assert ratios([6.0, None, 8.0], [2.0, 1.0, 0.0]) == [3.0]


def test_ratios_are_taken_within_a_round() -> None:
    assert ratios([6.0, 60.0], [2.0, 20.0]) == [3.0, 3.0]
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


def test_a_figure_shows_its_spread() -> None:
    figure = Figure.of("ratio", "x", [2.0, None, 4.0, 3.0], ">= 2")
    assert figure.to_json() == {"unit": "x", "median": 3.0, "min": 2.0, "max": 4.0, "values": [2.0, 4.0, 3.0]}
    assert table([figure]).splitlines()[-1] == "| ratio | 3 x | 2 to 4 | 3 | >= 2 |"


def test_a_figure_without_values_says_why() -> None:
    figure = Figure.of("ratio", "x", [None], why_not="no program")
    assert figure.median is None
    assert figure.to_json()["not_measured"] == "no program"
    assert "not measured: no program" in figure.row()


def test_graders_agree_only_if_every_submission_got_the_same() -> None:
    assert Results(3, 2, points={"ours": [100.0, 30.0, 69.0], "nbgrader": [100.0, 30.0]}).agree()
    assert not Results(3, 2, points={"ours": [100.0, 30.0, 69.0], "nbgrader": [100.0, 31.0]}).agree()
    assert not Results(3, 1, points={"ours": [100.0, 30.0], "bare": [100.0, 31.0], "otter": [100.0]}).agree()


def test_the_block_is_replaced_and_nothing_else() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert replaced(replaced(page, "new"), "new") == replaced(page, "new")
    with pytest.raises(ValueError, match="no block"):
        replaced("no marks", "new")


def test_the_documentation_has_the_block() -> None:
    assert replaced((ROOT / "docs" / "benchmarks.md").read_text(), "").count(BEGIN) == 1


def test_the_meter_counts_what_nobody_waits_for() -> None:
    meter = find_meter()
    if isinstance(meter, WallOnly):
        pytest.skip(meter.how)
    assert seen(meter) == pytest.approx(BURNT, abs=TOLERANCE)
