"""Self-checks of A2-E13 and A2-E14."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e13 = Exercise("A2-E13", names=("anchor_shapes", "make_anchors"))


@e13.check("numbers-of-anchors")
def numbers_of_anchors(student: Any) -> None:
    """Three shapes are (3, 2); on a map of 2 rows and 3 columns they make 18 anchors."""
    shapes = student.anchor_shapes(16)
    expect.tensor(shapes, "anchor_shapes(16)", shape=(3, 2), dtype=torch.float32)
    anchors = student.make_anchors((2, 3), 8, torch.rand(3, 2))
    expect.tensor(anchors, "make_anchors((2, 3), 8, shapes)", shape=(18, 4), dtype=torch.float32)


@e13.check("one-cell")
def one_cell(student: Any) -> None:
    """A map of one cell with stride 10 has its anchors at the centre (5, 5), in the order of the shapes."""
    shapes = torch.tensor([[3.0, 12.0], [6.0, 6.0]])
    anchors = student.make_anchors((1, 1), 10, shapes)
    want = torch.cat((torch.full((2, 2), 5.0), shapes), 1)
    expect.close(anchors, want, "the anchors of one cell")


e14 = Exercise("A2-E14", names=("encode_boxes", "assign_targets"))


@e14.check("an-anchor-in-its-place")
def an_anchor_in_its_place(student: Any) -> None:
    """A box that is its anchor has the deltas 0."""
    boxes = torch.tensor([[5.0, 7.0, 4.0, 10.0], [12.0, 3.0, 6.0, 2.0]])
    expect.close(student.encode_boxes(boxes, boxes), torch.zeros(2, 4), "encode_boxes of the anchors themselves")


ANCHORS = torch.tensor([[5.0, 5.0, 8.0, 6.0], [30.0, 5.0, 8.0, 6.0], [55.0, 5.0, 6.0, 8.0]])


@e14.check("shapes-and-dtypes")
def shapes_and_dtypes(student: Any) -> None:
    """Three anchors and one box give labels (3,) int64 and deltas (3, 4) float32; one anchor gets the digit."""
    pair = student.assign_targets(ANCHORS, torch.tensor([[27.0, 2.0, 34.0, 9.0]]), torch.tensor([4]))
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "assign_targets should return (labels, deltas)")
    expect.tensor(pair[0], "labels", shape=(3,), dtype=torch.int64)
    expect.tensor(pair[1], "deltas", shape=(3, 4), dtype=torch.float32)
    expect.that(pair[0].tolist().count(4) == 1, "one of the anchors, and only one, should have the label 4")


@e14.check("without-digits")
def without_digits(student: Any) -> None:
    """In an image without digits all anchors have the label -1 and the deltas 0."""
    pair = student.assign_targets(ANCHORS, torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "assign_targets should return (labels, deltas)")
    expect.close(pair[0], torch.tensor([-1, -1, -1]), "labels of an image without digits")
    expect.close(pair[1], torch.zeros(3, 4), "deltas of an image without digits")
