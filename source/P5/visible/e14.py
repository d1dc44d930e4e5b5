"""Self-checks of P5-E14."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e14 = Exercise("P5-E14", names=("project_depth", "stack_views"))


@e14.check("shapes")
def shapes(student: Any) -> None:
    """Two clouds give maps (2, 6, 9, 9), and 32 x 32 pixels if the size is left out."""
    points = 2 * torch.rand(2, 15, 3) - 1
    expect.tensor(student.project_depth(points, 9), "the depth maps", shape=(2, 6, 9, 9))
    expect.tensor(student.project_depth(points), "the depth maps", shape=(2, 6, 32, 32))


@e14.check("example")
def example(student: Any) -> None:
    """The point of the worked example lies where the text says, with its value."""
    got = student.project_depth(torch.tensor([[[0.6, -0.5, 0.3]]]), 4)
    expect.tensor(got, "the depth maps", shape=(1, 6, 4, 4))
    for view, name, row, column, value in ((0, "front", 1, 3, 0.8), (1, "right", 1, 1, 0.84), (4, "top", 3, 3, 0.72)):
        filled = got[0, view].detach().nonzero().tolist()
        words = f"{name} view: the filled pixels (row, column) are"
        expect.that(filled == [[row, column]], f"{words} {filled[:4]}, expected [[{row}, {column}]]")
        expect.close(got[0, view, row, column].detach(), torch.tensor(value), f"{name} view: the value")


@e14.check("nearest")
def nearest(student: Any) -> None:
    """Of two points one behind the other the front view shows the nearer one, in either order of storage."""
    points = torch.tensor([[[0.1, -0.7, 0.1], [0.1, 0.6, 0.1]]])
    for order in (points, points.flip(1)):
        got = student.project_depth(order, 2)
        expect.tensor(got, "the depth maps", shape=(1, 6, 2, 2))
        expect.close(got[0, 0].max().detach(), torch.tensor(0.88), "the pixel of both points")


@e14.check("stack")
def stack(student: Any) -> None:
    """Two clouds of four views give eight pictures of three equal channels."""
    got = student.stack_views(torch.rand(2, 4, 5, 6))
    expect.tensor(got, "the pictures", shape=(8, 3, 5, 6))
    same = torch.equal(got[:, 0], got[:, 1]) and torch.equal(got[:, 0], got[:, 2])
    expect.that(same, "the three channels of a picture are not equal")
