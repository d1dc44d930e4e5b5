"""The facts about `landscape` that the notebook, its text and its checks rely on."""

from __future__ import annotations

import math

import pytest
import torch

from assignments.A1.reference import descent as reference
from kit.landscape import global_minimum, landscape, to_table

STARTS = (-4.0, -1.0, 0.0, 1.0, 4.0)


def verdicts(lr: float, n_iter: int) -> list[dict]:
    """Rows of the observation table for the five starts."""
    target = global_minimum(landscape)
    return [reference.verdict(path, target) for path in reference.paths(landscape, STARTS, (lr,), n_iter)]


def test_minima_and_barrier() -> None:
    """Both minima and the barrier lie where the text says."""
    x = torch.linspace(-6, 6, 24_001, dtype=torch.float64)
    slope = reference.slope(landscape, x)
    rising = (slope[:-1] < 0) & (slope[1:] > 0)
    minima = x[:-1][rising]
    assert minima.tolist() == pytest.approx([-1.231, 1.264], abs=2e-3)
    assert landscape(minima).tolist() == pytest.approx([-1.329, -0.746], abs=1e-3)
    near = (slope[:-1] > 0) & (slope[1:] < 0) & (x[:-1].abs() < 1)
    assert x[:-1][near].tolist() == pytest.approx([0.254], abs=2e-3)
    assert global_minimum(landscape) == pytest.approx(-1.2313, abs=1e-3)


def test_hole_at_zero() -> None:
    """Value and gradient are nan at 0."""
    zero = torch.zeros(1, dtype=torch.float64)
    assert math.isnan(landscape(zero).item())
    assert math.isnan(reference.slope(landscape, zero).item())


@pytest.mark.parametrize(
    ("lr", "steps"),
    [
        (0.1, [116, 6, None, 9, 264]),
        (0.2, [58, 3, None, 4, 132]),
        (0.5, [28, 8, None, 1, 54]),
        (1.0, [None] * 5),
    ],
)
def test_steps_until_settled(lr: float, steps: list[int | None]) -> None:
    """Steps until all iterates stay within 0.02 of the end, 400 iterations."""
    assert [row["converged_at"] for row in verdicts(lr, 400)] == steps


def test_verdicts() -> None:
    """What the observation table says with 100 and 400 iterations."""
    local, found, lost, slow = "local minimum", "global minimum", "undefined", "not converged"
    assert [row["reason"] for row in verdicts(0.1, 400)] == [found, found, lost, local, local]
    assert [row["reason"] for row in verdicts(0.1, 100)] == [slow, found, lost, local, slow]
    assert [row["reason"] for row in verdicts(0.2, 100)] == [found, found, lost, local, slow]
    assert [row["reason"] for row in verdicts(1.0, 400)] == [slow, slow, lost, slow, slow]


def test_global_minimum_ignores_nan_and_respects_bounds() -> None:
    """The grid search skips nan and stays within its bounds."""
    assert global_minimum(lambda x: (x - 3.3) ** 2) == pytest.approx(3.3, abs=1e-3)
    assert global_minimum(lambda x: torch.where(x < 0, torch.nan, (x + 1) ** 2)) == pytest.approx(0, abs=1e-3)
    assert global_minimum(lambda x: x, lo=-2.0, hi=5.0) == -2.0


def test_table_keeps_none_and_whole_numbers() -> None:
    """A missing step count stays None, the others stay int."""
    table = to_table([{"start": -4.0, "converged_at": 116}, {"start": 0.0, "converged_at": None}])
    assert table["converged_at"].tolist() == [116, None]
    assert table["start"].dtype == float
    assert len(to_table([])) == 0
