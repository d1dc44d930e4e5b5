"""Self-checks of A2-E18."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e18 = Exercise("A2-E18", names=("average_precision",))


@e18.check("perfect")
def perfect(student: Any) -> None:
    """Detections that are the true boxes, in the right images, have the average precision 1."""
    boxes = torch.tensor([[0.0, 0.0, 8.0, 5.0], [20.0, 3.0, 26.0, 14.0], [1.0, 0.0, 9.0, 5.0]])
    image = torch.tensor([0, 0, 1])
    turn = torch.tensor([2, 0, 1])
    got = student.average_precision(boxes[turn], torch.tensor([0.7, 0.9, 0.8]), image[turn], boxes, image)
    expect.that(type(got) in (float, int), "average_precision should return a Python float")
    expect.close(got, 1.0, "the average precision of perfect detections")
