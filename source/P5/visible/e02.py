"""Self-checks of P5-E02."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e02 = Exercise("P5-E02", names=("augment_points", "shuffle_points"))


@e02.check("shapes")
def shapes(student: Any) -> None:
    """Both functions return a batch of the same shape and dtype and leave the argument unchanged."""
    for dtype in (torch.float32, torch.float64):
        points = torch.randn(4, 9, 3, dtype=dtype)
        for function, name in ((student.augment_points, "augmented"), (student.shuffle_points, "shuffled")):
            got = function(points)
            expect.tensor(got, f"the {name} clouds", shape=(4, 9, 3), dtype=dtype)
            expect.untouched(student, "the function")


@e02.check("scales")
def scales(student: Any) -> None:
    """In 20 draws the fitted scale of the x axis stays within [2/3, 3/2]."""
    points = torch.randn(20, 30, 3, dtype=torch.float64)
    got = student.augment_points(points)
    expect.tensor(got, "the augmented clouds", shape=(20, 30, 3), dtype=torch.float64)
    before, after = points[..., 0], got.detach()[..., 0]
    scale = (after.std(1) / before.std(1)).tolist()
    inside = min(scale) >= 2 / 3 - 1e-6 and max(scale) <= 3 / 2 + 1e-6
    expect.that(inside, f"the scales run from {min(scale):.3f} to {max(scale):.3f}")


@e02.check("same-points")
def same_points(student: Any) -> None:
    """Sorted again, the shuffled points are those from before."""
    points = torch.randn(3, 10, 3)
    got = student.shuffle_points(points)
    expect.tensor(got, "the shuffled clouds", shape=(3, 10, 3))
    for cloud, want in zip(got, points, strict=True):
        same = torch.equal(cloud[cloud[:, 0].argsort()], want[want[:, 0].argsort()])
        expect.that(same, "a cloud holds other points than before")
