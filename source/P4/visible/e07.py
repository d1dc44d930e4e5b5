"""Self-checks of P4-E7."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect

e7 = Exercise("P4-E7", names=("interpolate", "sweep", "slerp"))

Z0, Z1 = torch.tensor([[0.0, 2.0, -1.0]]), torch.tensor([[4.0, 0.0, 1.0]])


@e7.check("ends")
def ends(student: Any) -> None:
    """`interpolate` of one sample in five steps: shape (5, 1, 3), first z0, last z1."""
    got = student.interpolate(Z0, Z1, 5)
    expect.tensor(got, "interpolate", shape=(5, 1, 3))
    expect.close(got[0], Z0, "the first step")
    expect.close(got[-1], Z1, "the last step")


@e7.check("midpoint")
def midpoint(student: Any) -> None:
    """The middle of three steps is the mean of both ends; of one step there is only z0."""
    got = student.interpolate(Z0, Z1, 3)
    expect.tensor(got, "interpolate", shape=(3, 1, 3))
    expect.close(got[1], (Z0 + Z1) / 2, "the middle")
    got = student.interpolate(Z0, Z1, 1)
    expect.tensor(got, "interpolate with count 1", shape=(1, 1, 3))
    expect.close(got[0], Z0, "the only step")


@e7.check("other-coordinates")
def other_coordinates(student: Any) -> None:
    """`sweep` of axis 1 changes the coordinate 1 and no other."""
    z, values = torch.tensor([5.0, 6.0, 7.0]), torch.tensor([-1.0, 1.0])
    got = student.sweep(z, 1, values)
    expect.tensor(got, "sweep", shape=(2, 3))
    expect.close(got[:, [0, 2]], torch.tensor([[5.0, 7.0], [5.0, 7.0]]), "the coordinates 0 and 2")
    expect.close(got[:, 1], values, "the coordinate 1")


@e7.check("quarter-circle")
def quarter_circle(student: Any) -> None:
    """`slerp` from (3, 0) to (0, 3) stays at the distance 3 from 0; its middle is at 45 degrees."""
    got = student.slerp(torch.tensor([[3.0, 0.0]]), torch.tensor([[0.0, 3.0]]), 3)
    expect.tensor(got, "slerp", shape=(3, 1, 2))
    middle = torch.full((1, 2), 3 / math.sqrt(2))
    expect.close(got[1], middle, "the middle")


@e7.check("parallel")
def parallel(student: Any) -> None:
    """`slerp` of two parallel vectors has no nan."""
    got = student.slerp(torch.tensor([[1.0, 1.0]]), torch.tensor([[3.0, 3.0]]), 3)
    expect.finite(got, "slerp of parallel vectors")
