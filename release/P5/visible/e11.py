"""Self-checks of P5-E11."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e11 = Exercise(
    "P5-E11",
    names=("relu", "leaky_relu", "prelu", "measure_dead_fraction"),
    forbidden=("relu", "leaky_relu", "prelu"),
)


@e11.check("three-points")
def three_points(student: Any) -> None:
    """The values at -2, 0 and 3 are right."""
    x = torch.tensor([[-2.0, 0.0, 3.0]])
    for name, got, below in (
        ("relu", student.relu(x), 0.0),
        ("leaky_relu", student.leaky_relu(x), -0.4),
        ("leaky_relu with slope 0.01", student.leaky_relu(x, 0.01), -0.02),
        ("prelu with weight 0.25", student.prelu(x, torch.tensor([0.25])), -0.5),
    ):
        expect.tensor(got, name, shape=(1, 3), dtype=torch.float32)
        expect.close(got.detach(), torch.tensor([[below, 0.0, 3.0]]), name)


@e11.check("channels")
def channels(student: Any) -> None:
    """prelu takes one slope per channel, on axis 1."""
    x = torch.tensor([[[-2.0, 0, 3], [-1, 4, -6]]])
    got = student.prelu(x, torch.tensor([0.5, -1.0]))
    expect.tensor(got, "prelu", shape=(1, 2, 3), dtype=torch.float32)
    expect.close(got.detach(), torch.tensor([[[-1.0, 0, 3], [1, 4, 6]]]), "prelu")


@e11.check("dead-by-hand")
def dead_by_hand(student: Any) -> None:
    """In the table of the text 2 of 4 units are dead."""
    got = student.measure_dead_fraction(torch.tensor([[-1.0, 0, 0, 5], [-2, 3, 0, -5]]))
    expect.instance(got, float, "the dead fraction")
    expect.close(got, 0.5, "the dead fraction")
