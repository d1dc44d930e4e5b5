"""Self-checks of A2-E11 and A2-E12."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e11 = Exercise("A2-E11", names=("xyhw_to_xyxy", "xyxy_to_xyhw", "xyxy_to_cxcywh", "cxcywh_to_xyxy", "clip_boxes"))


@e11.check("shapes")
def shapes(student: Any) -> None:
    """Every function makes (5, 4) of (5, 4) and float32 of float32."""
    boxes = torch.rand(5, 4) + torch.tensor([0.0, 0.0, 2.0, 3.0])
    for name in e11.names:
        extra = ((3, 2),) if name == "clip_boxes" else ()
        got = getattr(student, name)(boxes, *extra)
        expect.tensor(got, name, shape=(5, 4), dtype=torch.float32)


@e11.check("round-trips")
def round_trips(student: Any) -> None:
    """There and back again gives the boxes that came in, for both pairs of functions."""
    boxes = torch.tensor([[1.0, 2.0, 6.0, 5.0], [0.0, 4.0, 3.0, 11.0], [-2.0, 1.5, 9.0, 4.0]])
    for there, back in (("xyxy_to_xyhw", "xyhw_to_xyxy"), ("xyxy_to_cxcywh", "cxcywh_to_xyxy")):
        middle = getattr(student, there)(boxes)
        expect.tensor(middle, there, shape=(3, 4))
        expect.close(getattr(student, back)(middle), boxes, f"{back} after {there}")


@e11.check("inside-stays")
def inside_stays(student: Any) -> None:
    """`clip_boxes` leaves a box alone that lies inside the image."""
    boxes = torch.tensor([[1.0, 2.0, 19.0, 7.0]])
    expect.close(student.clip_boxes(boxes, (9, 20)), boxes, "a box inside an image of size (9, 20)")


e12 = Exercise("A2-E12", names=("box_iou", "generalized_box_iou"))


@e12.check("all-pairs")
def all_pairs(student: Any) -> None:
    """Two boxes and three boxes give a table of shape (2, 3)."""
    a, b = torch.rand(2, 4), torch.rand(3, 4)
    a[:, 2:] += 1
    b[:, 2:] += 1
    for name in e12.names:
        expect.tensor(getattr(student, name)(a, b), name, shape=(2, 3), dtype=torch.float32)


@e12.check("identical-boxes")
def identical_boxes(student: Any) -> None:
    """A box has the IoU and the GIoU 1 with itself."""
    box = torch.tensor([[2.0, 1.0, 7.0, 4.0]])
    for name in e12.names:
        expect.close(getattr(student, name)(box, box), torch.ones(1, 1), f"{name} of a box with itself")
