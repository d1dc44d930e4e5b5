"""A2-E13 and A2-E14: anchors, and what each of them is to learn."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.A2.hidden.own_work import BOXES, with_given
from assignments.A2.reference import detection as reference
from assignments.A2.reference import scenes
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

# --- E13 ----------------------------------------------------------------------------------------------

e13 = Exercise("A2-E13", names=("anchor_shapes", "make_anchors"))


def _shapes(scale: float, ratios: tuple[float, ...]) -> Tensor:
    return torch.tensor([[scale / math.sqrt(ratio), scale * math.sqrt(ratio)] for ratio in ratios])


@e13.check("shapes", points=1)
@with_given(*BOXES)
def shapes(student: Any) -> None:
    """`anchor_shapes` are (w, h), float32, in the order of the ratios h/w; each has the area scale squared."""
    cases = ((16, (2.0, 0.5, 1.0)), (7.5, (0.25, 3.0)), (23, (1.7,)), (0.4, (4.0, 1.0, 0.3, 2.5, 0.6)))
    for scale, ratios in cases:
        got = student.anchor_shapes(scale, ratios)
        name = f"anchor_shapes({scale}, {ratios})"
        expect.tensor(got, name, shape=(len(ratios), 2), dtype=F32)
        expect.close(got[:, 1] / got[:, 0], torch.tensor(ratios), f"h/w of {name}", rtol=1e-5)
        expect.close(got.prod(1), torch.full((len(ratios),), float(scale) ** 2), f"w h of {name}", rtol=1e-5)
    scale = 5.0 + float(torch.rand(()))
    got = student.anchor_shapes(scale)
    expect.close(got, _shapes(scale, (2.0, 0.5, 1.0)), "anchor_shapes with the default ratios", rtol=1e-5)


MAPS = (((3, 5), 8, 3), ((6, 2), 16, 2), ((4, 7), 5, 1), ((1, 4), 13, 3), ((5, 3), 32, 4))  # map, stride, K


def _anchors(student: Any, size: tuple[int, int], stride: int, k: int) -> tuple[Tensor, Tensor]:
    """The student's anchors, checked in form, and the trusted ones."""
    chosen = 4 + 30 * torch.rand(k, 2)
    got = student.make_anchors(size, stride, chosen)
    expect.untouched(student, "make_anchors")
    expect.tensor(got, f"make_anchors({size}, {stride}, {k} shapes)", shape=(size[0] * size[1] * k, 4), dtype=F32)
    return got, reference.make_anchors(*size, stride, chosen)


def _sorted(rows: Tensor) -> Tensor:
    return torch.tensor(sorted(tuple(round(value, 3) for value in row) for row in rows.tolist()))


@e13.check("centres", points=1)
@with_given(*BOXES)
def centres(student: Any) -> None:
    """`make_anchors` puts every shape on the centre of every cell of a map that is no square, in any order."""
    for size, stride, k in MAPS:
        got, want = _anchors(student, size, stride, k)
        words = f"the anchors of map {size}, stride {stride}, {k} shapes, all sorted"
        expect.close(_sorted(got), _sorted(want), words, atol=2e-3)


@e13.check("order", points=1)
@with_given(*BOXES)
def order(student: Any) -> None:
    """`make_anchors` goes through the cells row by row and through the shapes fastest; on the shapes' device."""
    for size, stride, k in MAPS:
        got, want = _anchors(student, size, stride, k)
        expect.close(got, want, f"the anchors of map {size}, stride {stride}, {k} shapes (anchor, number)", rtol=1e-5)
    with student.cuda():
        student.make_anchors((2, 3), 8, torch.rand(4, 2))
        expect.on_device(student, "the result of make_anchors")


# --- E14 ----------------------------------------------------------------------------------------------

e14 = Exercise("A2-E14", names=("encode_boxes", "assign_targets"))


@e14.check("deltas", points=1)
@with_given(*BOXES, "box_iou")
def deltas(student: Any) -> None:
    """`encode_boxes`: offset in units of the anchor's width and height, logarithm of the ratio of the sides."""
    for n, dtype in ((9, F64), (5, F32)):
        anchors, boxes = (torch.rand(n, 4, dtype=F64) * 20 + 1 for _ in range(2))
        boxes[:, :2] -= 10
        corners = reference.corners(boxes)
        want = torch.tensor([reference.encode(b.tolist(), a.tolist()) for b, a in zip(corners, anchors, strict=True)])
        got = student.encode_boxes(boxes.to(dtype), anchors.to(dtype))
        expect.untouched(student, "encode_boxes")
        expect.tensor(got, "encode_boxes", shape=(n, 4), dtype=dtype)
        expect.close(got, want.to(dtype), f"encode_boxes in {str(dtype)[6:]} (box, number)", rtol=1e-5)
    with student.cuda():
        student.encode_boxes(boxes, anchors)
        expect.on_device(student, "the result of encode_boxes")


Scene = tuple[Tensor, Tensor, Tensor, float, float]  # anchors, boxes, digits, pos, neg


def _grid() -> Tensor:
    """Anchors (72, 4) float64 of a small map that is no square."""
    different_areas = torch.tensor([[8.0, 15.0], [14.0, 9.0], [11.0, 12.0]])
    return reference.make_anchors(4, 6, 8, different_areas).double()


def _decided(anchors: Tensor, boxes: Tensor, pos: float, neg: float) -> bool:
    """Whether no comparison hangs on rounding and every forced pair overlaps."""
    table = reference.iou_table(reference.corners(anchors), boxes)
    if not (scenes.without_ties(table) and scenes.clear_of(table, (pos, neg))):
        return False
    found = reference.partners(table, 2.0, 0.0)  # thresholds that leave the forced pairs and "ignored"
    return all(table[found.index(box), box] > 0.01 for box in range(len(boxes)))


def _scene(count: int, pos: float = 0.5, neg: float = 0.4, dtype: torch.dtype = F64) -> Scene:
    """Anchors of a map and `count` true boxes near some of them."""
    anchors = _grid()
    boxes = scenes.draw(lambda: scenes.around(anchors, count), lambda boxes: _decided(anchors, boxes, pos, neg))
    return anchors.to(dtype), boxes.to(dtype), torch.randint(0, 10, (count,)), pos, neg


def _targets(student: Any, scene: Scene) -> tuple[Tensor, Tensor]:
    """The student's labels and deltas, checked in form."""
    anchors, boxes, digits, pos, neg = scene
    pair = student.assign_targets(anchors, boxes, digits, pos=pos, neg=neg)
    expect.untouched(student, "assign_targets")
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "assign_targets should return (labels, deltas)")
    expect.tensor(pair[0], "labels", shape=(len(anchors),), dtype=torch.int64)
    expect.tensor(pair[1], "deltas", shape=(len(anchors), 4), dtype=anchors.dtype)
    return pair[0], pair[1].detach()


def _compare(student: Any, scene: Scene, words: str) -> None:
    labels, found = _targets(student, scene)
    wanted_labels, wanted = reference.assign_targets(*scene)
    expect.close(labels, wanted_labels, f"labels {words}")
    expect.close(found, wanted, f"deltas {words} (anchor, number)", rtol=1e-5, atol=1e-5)


@e14.check("random-scenes", points=1)
@with_given(*BOXES, "box_iou", "encode_boxes")
def random_scenes(student: Any) -> None:
    """`assign_targets` gives the labels and deltas of the three rules on random scenes, at any thresholds."""
    for count in (1, 2, 3, 5):
        _compare(student, _scene(count), f"of a scene with {count} boxes")
    for count, pos, neg in ((4, 0.7, 0.3), (2, 0.35, 0.2), (3, 0.6, 0.55)):
        _compare(student, _scene(count, pos, neg), f"for pos={pos}, neg={neg}")
    _compare(student, _scene(3, dtype=F32), "in float32")
    anchors, boxes, digits, _, _ = scene = _scene(3)
    pair = student.assign_targets(anchors, boxes, digits)
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "assign_targets should return (labels, deltas)")
    expect.close(pair[0], reference.assign_targets(*scene)[0], "labels with the default thresholds")


@e14.check("digit-zero", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def digit_zero(student: Any) -> None:
    """Digit 0 is a digit like the others: its anchors get the label 0, background gets -1."""
    for count in (1, 3):
        anchors, boxes, _, pos, neg = _scene(count)
        pairs = [_targets(student, (anchors, boxes, torch.full((count,), digit), pos, neg)) for digit in (7, 0)]
        (sevens, of_seven), (zeros, of_zero) = pairs
        expect.that(bool((sevens == 7).any()), "no anchor has the label 7 in a scene of sevens")
        wanted = torch.where(sevens == 7, 0, sevens)
        expect.close(zeros, wanted, "labels of a scene of zeros, beside those of the same scene of sevens,")
        expect.close(of_zero, of_seven, "deltas of a scene of zeros, beside those of the same scene of sevens,")
        expect.that(not bool((sevens == 0).any()), "a scene of sevens has anchors with the label 0")


@e14.check("every-box-has-an-anchor", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def every_box_has_an_anchor(student: Any) -> None:
    """Every true box has an anchor of its digit whose deltas lead back to the box; other deltas are 0."""
    for count, pos, neg in ((2, 0.5, 0.4), (4, 0.9, 0.85), (6, 0.5, 0.4)):
        anchors, boxes, *_ = _scene(count, pos, neg)
        digits = torch.randperm(10)[:count]
        labels, found = _targets(student, (anchors, boxes, digits, pos, neg))
        decoded = torch.cat((anchors[:, :2] + found[:, :2] * anchors[:, 2:], anchors[:, 2:] * found[:, 2:].exp()), 1)
        for digit, box in zip(digits, boxes, strict=True):
            mine = labels == digit
            expect.that(bool(mine.any()), f"a true box has no anchor, in a scene of {count} boxes")
            want = box.expand(int(mine.sum()), 4)
            words = "a true box, decoded from the deltas of each of its anchors,"
            expect.close(reference.corners(decoded[mine]), want, words, rtol=1e-5, atol=1e-5)
        others = found[labels < 0]
        expect.close(others, torch.zeros_like(others), "deltas of background and ignored anchors")


@e14.check("shared-best-anchor", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def shared_best_anchor(student: Any) -> None:
    """Boxes with the same best anchor get one anchor each, the largest remaining IoU first, in any order."""
    anchors = _grid()
    for pos, neg in ((0.5, 0.4), (0.95, 0.9)):

        def shared(boxes: Tensor, pos: float = pos, neg: float = neg) -> bool:
            best = reference.iou_table(reference.corners(anchors), boxes).argmax(0)
            return bool(best[0] == best[1]) and _decided(anchors, boxes, pos, neg)

        boxes = scenes.draw(lambda: torch.cat([scenes.around(anchors[34:35], 1) for _ in range(2)]), shared)
        digits = torch.randperm(10)[:2]
        for turn in ([0, 1], [1, 0]):
            scene = (anchors, boxes[turn], digits[turn], pos, neg)
            _compare(student, scene, "of two boxes with the same best anchor")
    few = anchors[33:36]

    def waits(boxes: Tensor) -> bool:
        """Whether a box that loses its best anchor has to wait for one that had a smaller best IoU."""
        table = reference.iou_table(reference.corners(few), boxes)
        found = reference.partners(table, 2.0, 0.0)
        return _in_turn(table) != [found.index(box) for box in range(3)] and _decided(few, boxes, 0.5, 0.4)

    boxes = scenes.draw(lambda: scenes.around(few, 3), waits)
    _compare(student, (few, boxes, torch.randperm(10)[:3], 0.5, 0.4), "of three boxes that meet in three anchors")


def _in_turn(table: Tensor) -> list[int]:
    """The anchor of each box if the boxes, sorted once by their best IoU, choose one after the other."""
    table, chosen = table.clone(), [-1] * table.shape[1]
    for box in table.amax(0).argsort(descending=True).tolist():
        chosen[box] = int(table[:, box].argmax())
        table[chosen[box]] = -1
    return chosen


@e14.check("forced", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def forced(student: Any) -> None:
    """A box without a good anchor gets its best one: below `neg`, and also from a box that fits it better."""
    anchors = _grid()

    def small(boxes: Tensor) -> bool:
        best = reference.iou_table(reference.corners(anchors), boxes).amax(0)
        return bool((best < 0.35).all()) and _decided(anchors, boxes, 0.5, 0.4)

    boxes = scenes.draw(lambda: _shrunk(scenes.around(anchors, 3)), small)
    _compare(student, (anchors, boxes, torch.randperm(10)[:3], 0.5, 0.4), "of boxes that no anchor fits")
    for turn in ([0, 1], [1, 0]):
        anchors, boxes = scenes.draw(_contested, lambda pair: _decided(pair[:3], pair[3:], 0.5, 0.4)).split((3, 2))
        scene = (anchors, boxes[turn], torch.randperm(10)[:2], 0.5, 0.4)
        _compare(student, scene, "of a small box inside a large one that both anchors fit")


def _shrunk(boxes: Tensor) -> Tensor:
    middle = (boxes[:, :2] + boxes[:, 2:]).repeat(1, 2) / 2
    return middle + (boxes - middle) * 0.45


def _contested() -> Tensor:
    """Three anchors and two boxes: a large box fits two anchors; the small one meets only the second of them."""
    jitter = torch.rand(2, 2, dtype=F64)
    anchors = torch.tensor([[20.0, 20, 20, 16], [24.0, 20, 20, 16], [90.0, 70, 20, 16]], dtype=F64)
    anchors[0, :2] += 0.5 * jitter[0]
    small = torch.tensor([[31.0, 20.5, 5, 7]], dtype=F64)
    large = torch.tensor([[20.5, 20.3, 20, 16]], dtype=F64)
    small[0, :2] += jitter[1]
    return torch.cat((anchors, reference.corners(torch.cat((large, small)))))


@e14.check("ignored-band", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def ignored_band(student: Any) -> None:
    """Anchors whose best IoU lies between `neg` and `pos` are ignored: -2."""
    for pos, neg in ((0.5, 0.4), (0.8, 0.25)):
        anchors = _grid()

        def some(boxes: Tensor, pos: float = pos, neg: float = neg, anchors: Tensor = anchors) -> bool:
            table = reference.iou_table(reference.corners(anchors), boxes)
            return -2 in reference.partners(table, pos, neg) and _decided(anchors, boxes, pos, neg)

        boxes = scenes.draw(lambda anchors=anchors: scenes.around(anchors, 3), some)
        digits = torch.randint(0, 10, (3,))
        labels, _ = _targets(student, (anchors, boxes, digits, pos, neg))
        wanted, _ = reference.assign_targets(anchors, boxes, digits, pos, neg)
        expect.close((labels == -2).int(), (wanted == -2).int(), f"labels == -2 for pos={pos}, neg={neg}")


@e14.check("empty-scene-and-device", points=0.5)
@with_given(*BOXES, "box_iou", "encode_boxes")
def empty_scene_and_device(student: Any) -> None:
    """A scene without boxes is all background with deltas 0; the results live on the device of the anchors."""
    for dtype in (F32, F64):
        anchors = _grid()[:31].to(dtype)
        nothing = (anchors, torch.zeros(0, 4, dtype=dtype), torch.zeros(0, dtype=torch.int64), 0.5, 0.4)
        labels, found = _targets(student, nothing)
        expect.close(labels, torch.full((31,), -1), "labels of a scene without boxes")
        expect.close(found, torch.zeros(31, 4, dtype=dtype), "deltas of a scene without boxes")
    with student.cuda():
        for scene in (_scene(3), nothing):
            _targets(student, scene)
            expect.on_device(student, "each result of assign_targets")
