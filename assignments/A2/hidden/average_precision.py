"""A2-E18: average precision of one class."""

from __future__ import annotations

import functools
import math
from typing import Any

import torch
from torch import Tensor

from assignments.A2.hidden.own_work import BOXES, with_given
from assignments.A2.reference import detection as reference
from assignments.A2.reference import scenes
from kit.checks import Exercise, expect

F64 = torch.float64

e18 = Exercise("A2-E18", names=("average_precision",))

Found = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]  # det_boxes, det_scores, det_image, gt_boxes, gt_image


def _ap(student: Any, found: Found, threshold: float, words: str) -> float:
    got = student.average_precision(*found, iou_threshold=threshold)
    expect.untouched(student, "average_precision")
    expect.that(type(got) in (float, int), f"average_precision {words} should be a Python float")
    return float(got)


def _compare(student: Any, found: Found, threshold: float, words: str) -> None:
    expect.close(_ap(student, found, threshold, words), reference.average_precision(*found, threshold), words)


def _random(images: int, truths: int, threshold: float) -> Found:
    """Detections in several images, interleaved: good, displaced, of one true box twice, and of nothing at all.

    True boxes lie near each other in pairs, in the same image or in two.
    """

    def make() -> Tensor:
        true = scenes.boxes(truths, 0, 60, 8, 25)
        near = true[: truths // 2]
        true[truths // 2 : 2 * len(near)] = near + torch.randn(len(near), 4, dtype=F64)
        moved = true.repeat(2, 1) + 9 * (torch.rand(2 * truths, 1, dtype=F64) ** 2) * torch.randn(2 * truths, 4)
        moved[:, 2:] = torch.maximum(moved[:, 2:], moved[:, :2] + 2)
        return torch.cat((true, moved, scenes.boxes(5, 0, 60, 8, 25)))

    def clear(boxes: Tensor) -> bool:
        table = reference.iou_table(boxes[truths:], boxes[:truths])
        return scenes.clear_of(table, (threshold,)) and scenes.without_ties(table)

    gt_boxes, det_boxes = scenes.draw(make, clear).split((truths, 2 * truths + 5))
    gt_image = torch.randint(0, images, (truths,))
    det_image = torch.cat((gt_image.repeat(2), torch.randint(0, images, (5,))))
    turn = torch.randperm(len(det_boxes))[: len(det_boxes) - 4]
    scores = scenes.distinct(len(turn)) ** 4  # most of them small: only their order counts
    return det_boxes[turn], scores, det_image[turn], gt_boxes, gt_image


@e18.check("random-scenes", points=1)
@with_given(*BOXES, "box_iou")
def random_scenes(student: Any) -> None:
    """`average_precision` is right for random detections in several images, ranked together, at any threshold."""
    for images, truths, threshold in ((3, 7, 0.5), (2, 11, 0.75), (5, 9, 0.5), (4, 6, 0.3)):

        def telling(found: Found, threshold: float = threshold) -> bool:
            """Whether another threshold gives another result."""
            other = 0.8 if threshold == 0.5 else 0.5
            values = [reference.average_precision(*found, limit) for limit in (threshold, other)]
            return abs(values[0] - values[1]) > 1e-3

        make = functools.partial(_random, images, truths, threshold)
        found = scenes.draw(make, telling)
        _compare(student, found, threshold, f"AP of {images} images at threshold {threshold}")
    found = _random(3, 8, 0.5)
    single = tuple(value.float() if value.is_floating_point() else value for value in found)
    got = student.average_precision(*single)
    expect.that(type(got) in (float, int), "average_precision should return a Python float")
    expect.close(got, reference.average_precision(*found, 0.5), "AP in float32 at the default threshold", rtol=1e-5)


def _hits(*truth: int | None) -> Found:
    """Detections by falling score, each exactly on a true box of the image with its number (None: on nothing).

    There are five true boxes, one an image, all with the same coordinates.
    """
    place = torch.tensor([[10.0, 20, 25, 28]], dtype=F64)
    boxes = torch.cat([place + (200 if number is None else 0) for number in truth])
    image = torch.tensor([0 if number is None else number for number in truth])
    scores = scenes.distinct(len(truth)).sort(descending=True).values
    turn = torch.randperm(len(truth))
    return boxes[turn], scores[turn], image[turn], place.expand(5, 4).clone(), torch.arange(5)


@e18.check("matching", points=0.5)
@with_given(*BOXES, "box_iou")
def matching(student: Any) -> None:
    """A box in the wrong image is no hit, a second hit of one object neither, missed objects lower the recall."""
    found = _hits(3, 1)
    wrong_image = (*found[:2], found[2] + 10, *found[3:])
    expect.close(_ap(student, wrong_image, 0.5, "in the wrong image"), 0.0, "AP of detections in the wrong image")
    for order, words in (
        ((3, 1, 4), "with two objects missed"),
        ((2, 2, 2, 0, 1), "with one object found three times"),
        ((0, None, 1, None, None, 2, 3, 4), "with detections of nothing"),
        ((None, 4), "whose best detection is of nothing"),
    ):
        _compare(student, _hits(*order), 0.5, f"AP {words}")
    # Two true boxes that overlap: both detections look at the first, although the second is free.
    true = torch.tensor([[0.0, 0, 20, 10], [6, 0, 26, 10]], dtype=F64) + torch.rand(1, dtype=F64)
    both = torch.stack((true[0], true[0] + torch.tensor([2.0, 0, 2, 0], dtype=F64)))
    zeros = torch.zeros(2, dtype=torch.int64)
    found = (both, torch.tensor([0.9, 0.8], dtype=F64), zeros, true, zeros)
    _compare(student, found, 0.5, "AP where the object with the largest IoU is taken and another one is free")
    at_threshold = torch.tensor([[0.0, 0, 4, 2], [0, 0, 2, 2]], dtype=F64)
    found = (at_threshold[:1], torch.tensor([0.7], dtype=F64), zeros[:1], at_threshold[1:], zeros[:1])
    _compare(student, found, 0.5, "AP with an IoU equal to the threshold")


@e18.check("empty", points=0.5)
@with_given(*BOXES, "box_iou")
def empty(student: Any) -> None:
    """Without true boxes the result is nan, with or without detections; with true boxes alone it is 0."""
    found = _hits(2, 0, None)
    no_truth = (*found[:3], torch.zeros(0, 4, dtype=F64), torch.zeros(0, dtype=torch.int64))
    no_detection = (*(value[:0] for value in found[:3]), *found[3:])
    nothing = (*no_detection[:3], *no_truth[3:])
    for case, want, words in (
        (no_truth, math.nan, "without true boxes"),
        (nothing, math.nan, "without true boxes and detections"),
        (no_detection, 0.0, "without detections"),
    ):
        expect.close(_ap(student, case, 0.5, words), want, f"AP {words}")
