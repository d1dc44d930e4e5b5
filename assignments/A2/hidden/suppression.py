"""A2-E16: non-maximum suppression."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A2.hidden.own_work import BOXES, with_given
from assignments.A2.reference import detection as reference
from assignments.A2.reference import scenes
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e16 = Exercise("A2-E16", names=("nms", "batched_nms"), forbidden=("nms",))


def _crowd(n: int, thresholds: tuple[float, ...], centre: float = 0.0) -> tuple[Tensor, Tensor]:
    """Boxes (n, 4) around a point, no IoU close to a threshold, and scores (n,) in disorder."""

    def clear(boxes: Tensor) -> bool:
        return scenes.clear_of(reference.iou_table(boxes, boxes), thresholds)

    boxes = scenes.draw(lambda: scenes.boxes(n, centre - 14, centre + 14, 8, 24), clear)
    return boxes, scenes.distinct(n)


def _kept(student: Any, name: str, *args: Any) -> list[int]:
    """Positions that the student's function returns, checked in form."""
    got = getattr(student, name)(*args)
    expect.untouched(student, name)
    expect.tensor(got, f"the result of {name}", shape=(None,), dtype=torch.int64)
    kept: list[int] = got.tolist()
    inside = all(0 <= i < len(args[0]) for i in kept)
    expect.that(inside, f"{name} should return positions in the input, from 0 to N - 1")
    expect.that(len(set(kept)) == len(kept), f"{name} returns a position twice")
    return kept


def _same_set(got: list[int], want: list[int], words: str) -> None:
    missing, extra = len(set(want) - set(got)), len(set(got) - set(want))
    expect.that(not missing, f"{words}: {missing} of {len(want)} boxes to keep are removed")
    expect.that(not extra, f"{words}: {extra} boxes are kept that should be removed")


SETS = ((23, 0.5, F64), (37, 0.3, F64), (12, 0.7, F32), (29, 0.15, F64))


@e16.check("random-sets", points=1)
@with_given(*BOXES, "box_iou")
def random_sets(student: Any) -> None:
    """`nms` keeps the right boxes of random sets in any order of the input, whatever the signs of coordinates."""
    for n, threshold, dtype in SETS:
        boxes, scores = _crowd(n, (threshold,))
        got = _kept(student, "nms", boxes.to(dtype), scores.to(dtype), threshold)
        _same_set(got, reference.nms(boxes, scores, threshold), f"nms of {n} boxes, threshold {threshold}")


@e16.check("order", points=0.5)
@with_given(*BOXES, "box_iou")
def order(student: Any) -> None:
    """`nms` returns positions in the input, by falling score."""
    for n, threshold, dtype in SETS:
        boxes, scores = _crowd(n, (threshold,))
        got = _kept(student, "nms", boxes.to(dtype), scores.to(dtype), threshold)
        falling = bool((scores[got].diff() < 0).all())
        expect.that(falling and len(got) > 1, "the scores at the returned positions should fall")
    far = 30.0 * torch.arange(7)[:, None] + torch.tensor([0.0, 0.0, 9.0, 5.0])  # nothing to remove
    scores = scenes.distinct(7).to(F32)
    got = _kept(student, "nms", far, scores, 0.5)
    expect.that(got == scores.argsort(descending=True).tolist(), "nms of boxes far apart gives another order")


@e16.check("chain", points=0.5)
@with_given(*BOXES, "box_iou")
def chain(student: Any) -> None:
    """A removed box removes nothing: of A, B, C in a row, where A removes B, C stays."""
    for links in (3, 4, 5):
        shift, place = 4.0 + float(torch.rand(())), 20 * torch.randn(2, dtype=F64)
        steps = torch.arange(links, dtype=F64)[:, None] * torch.tensor([shift, 0.0, shift, 0.0], dtype=F64)
        boxes = steps + torch.tensor([0.0, 0.0, 12.0, 7.0], dtype=F64) + place.repeat(2)
        scores = 0.95 - 0.13 * torch.arange(links, dtype=F64)
        turn = torch.randperm(links)  # IoU of neighbours 0.41 to 0.5, of the next but one at most 0.2
        got = _kept(student, "nms", boxes[turn], scores[turn], 0.3)
        words = f"nms of {links} boxes in a row, each of which overlaps its neighbours"
        _same_set([int(turn[i]) for i in got], list(range(0, links, 2)), words)


@e16.check("edges", points=0.5)
@with_given(*BOXES, "box_iou")
def edges(student: Any) -> None:
    """`nms`: no or one box, equal or negative scores; IoU equal to the threshold stays, also at 0 and 1."""
    for dtype in (F32, F64):
        none = _kept(student, "nms", torch.zeros(0, 4, dtype=dtype), torch.zeros(0, dtype=dtype), 0.5)
        expect.that(none == [], "nms of no boxes should keep nothing")
        one = _kept(student, "nms", torch.tensor([[-3.0, 2, 5, 4]], dtype=dtype), torch.tensor([0.3], dtype=dtype), 0.5)
        expect.that(one == [0], "nms of one box should keep it")
    # IoU with the first: 1/2, 1, 1/4, 0 (touching); all exact in floating point
    boxes = torch.tensor([[0.0, 0, 4, 2], [0, 0, 2, 2], [0, 0, 4, 2], [0, 0, 1, 2], [4, 0, 6, 2]])
    boxes = boxes + torch.randint(-9, 9, (2,)).repeat(2)
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])
    for threshold, wanted in ((1.0, [0, 1, 2, 3, 4]), (0.5, [0, 1, 3, 4]), (0.25, [0, 3, 4]), (0.0, [0, 4])):
        turn = torch.randperm(5)
        got = _kept(student, "nms", boxes[turn], scores[turn], threshold)
        _same_set([int(turn[i]) for i in got], wanted, f"nms with IoUs equal to the threshold {threshold}")
    boxes = torch.tensor([[0.0, 0, 9, 5], [1, 0, 10, 5], [40, 40, 50, 45], [41, 40, 51, 45]], dtype=F64)
    got = _kept(student, "nms", boxes, torch.tensor([0.5, 0.5, 0.5, 0.5], dtype=F64), 0.4)
    one_of_each = sorted(i // 2 for i in got) == [0, 1]
    expect.that(one_of_each, "of two overlapping boxes with equal scores exactly one should be kept")
    got = _kept(student, "nms", boxes, torch.tensor([-0.5, -2.0, -3.0, 0.0], dtype=F64), 0.4)
    _same_set(got, [0, 3], "nms with scores of 0 and below")


@e16.check("device", points=0.5)
@with_given(*BOXES, "box_iou")
def device(student: Any) -> None:
    """`nms` and `batched_nms` work on the device of the boxes, and their results live there."""
    boxes, scores = _crowd(9, (0.4,))
    labels = torch.randint(0, 3, (9,))
    for some in (slice(0, 9), slice(0, 0)):
        with student.cuda():
            _kept(student, "nms", boxes[some], scores[some], 0.4)
            expect.on_device(student, "the result of nms")
    with student.cuda():
        _kept(student, "batched_nms", boxes, scores, labels, 0.4)
        expect.on_device(student, "the result of batched_nms")


@e16.check("classes", points=1)
@with_given(*BOXES, "box_iou")
def classes(student: Any) -> None:
    """`batched_nms`: labels never suppress each other, whatever the coordinates; all kept by falling score."""
    crowds = (
        (31, 0.4, -20.0, 1, F64),
        (26, 0.3, -300.0, 1, F32),
        (18, 0.6, 70.0, 1, F64),
        (28, 0.3, 0.0, 90, F32),
    )
    for n, threshold, centre, scale, dtype in crowds:
        boxes, scores = _crowd(n, (threshold,), centre)
        boxes = scale * boxes
        for labels in (torch.randint(0, 10, (n,)), 9 * torch.randint(0, 2, (n,)), torch.full((n,), 3)):
            got = _kept(student, "batched_nms", boxes.to(dtype), scores, labels, threshold)
            want = reference.nms(boxes, scores, threshold, labels)
            words = f"batched_nms of {n} boxes, {len(labels.unique())} labels, threshold {threshold}"
            _same_set(got, want, words)
            expect.that(got == want, f"{words}: the scores at the returned positions should fall")
    # Moved by its label times the largest coordinate, the first box would lie on the second.
    size = 15 + 9 * float(torch.rand(()))
    corner = torch.tensor([[-size, -size, -1, -2], [1, 1, size, size - 1]], dtype=F64)
    got = _kept(student, "batched_nms", corner, torch.tensor([0.4, 0.7], dtype=F64), torch.tensor([1, 0]), 0.3)
    expect.that(got == [1, 0], "batched_nms of two boxes that are apart and of different labels should keep both")
    none = _kept(student, "batched_nms", torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, dtype=torch.int64), 0.5)
    expect.that(none == [], "batched_nms of no boxes should keep nothing")
