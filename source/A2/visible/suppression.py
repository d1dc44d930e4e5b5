"""Self-checks of A2-E16."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e16 = Exercise("A2-E16", names=("nms", "batched_nms"), forbidden=("nms",))

# two nearly identical boxes and a distant one
BOXES = torch.tensor([[0.0, 0.0, 10.0, 6.0], [0.5, 0.0, 10.5, 6.0], [40.0, 20.0, 47.0, 31.0]])


@e16.check("a-double")
def a_double(student: Any) -> None:
    """Of two nearly identical boxes the better one is kept, and so is a box far away."""
    got = student.nms(BOXES, torch.tensor([0.9, 0.8, 0.7]), 0.5)
    expect.tensor(got, "the result of nms", shape=(2,), dtype=torch.int64)
    expect.that(got.tolist() == [0, 2], f"nms keeps the positions {got.tolist()}, expected [0, 2]")


@e16.check("two-classes")
def two_classes(student: Any) -> None:
    """With a class of its own the double stays."""
    got = student.batched_nms(BOXES, torch.tensor([0.9, 0.8, 0.7]), torch.tensor([3, 5, 3]), 0.5)
    expect.tensor(got, "the result of batched_nms", shape=(3,), dtype=torch.int64)
    expect.that(got.tolist() == [0, 1, 2], f"batched_nms keeps the positions {got.tolist()}, expected [0, 1, 2]")
