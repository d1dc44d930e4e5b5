"""A2-E11 and A2-E12: box formats, clipping, overlap of boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.A2.hidden.own_work import BOXES, gradients, with_given
from assignments.A2.reference import detection as reference
from assignments.A2.reference import scenes
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

# --- E11 ----------------------------------------------------------------------------------------------

e11 = Exercise("A2-E11", names=("xyhw_to_xyxy", "xyxy_to_xyhw", "xyxy_to_cxcywh", "cxcywh_to_xyxy", "clip_boxes"))

Rule = Callable[[Tensor], Tensor]


def _rule(*columns: Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]) -> Rule:
    return lambda boxes: torch.stack([column(*boxes.unbind(1)) for column in columns], dim=1)


RAW: dict[str, Rule] = {
    "xyhw_to_xyxy": _rule(
        lambda x, y, h, w: x, lambda x, y, h, w: y, lambda x, y, h, w: x + w, lambda x, y, h, w: y + h
    ),
    "xyxy_to_xyhw": _rule(
        lambda a, b, c, d: a, lambda a, b, c, d: b, lambda a, b, c, d: d - b, lambda a, b, c, d: c - a
    ),
}
CENTRE: dict[str, Rule] = {
    "xyxy_to_cxcywh": _rule(
        lambda a, b, c, d: (a + c) / 2,
        lambda a, b, c, d: (b + d) / 2,
        lambda a, b, c, d: c - a,
        lambda a, b, c, d: d - b,
    ),
    "cxcywh_to_xyxy": _rule(
        lambda x, y, w, h: x - w / 2,
        lambda x, y, w, h: y - h / 2,
        lambda x, y, w, h: x + w / 2,
        lambda x, y, w, h: y + h / 2,
    ),
}
ALL = RAW | CENTRE


def _clipped(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    height, width = size
    limits = torch.tensor([width, height, width, height], dtype=boxes.dtype)
    return torch.minimum(boxes.clamp(min=0), limits)


def _input(name: str, n: int) -> Tensor:
    """Boxes (n, 4) float64 in the format that the function `name` takes."""
    boxes = scenes.boxes(n, -20, 60, 3, 30)
    if name in ("xyhw_to_xyxy", "cxcywh_to_xyxy"):
        boxes[:, 2:] = 2 + 40 * torch.rand(n, 2, dtype=F64)
    return boxes


def _compare_formats(student: Any, rules: dict[str, Rule]) -> None:
    for n, (name, rule) in zip((7, 11), rules.items(), strict=True):
        boxes = _input(name, n)
        got = getattr(student, name)(boxes)
        expect.tensor(got, name, shape=(n, 4), dtype=F64)
        expect.close(got, rule(boxes), f"{name} (box, number)")


@e11.check("raw-order", points=1)
@with_given()
def raw_order(student: Any) -> None:
    """`xyhw_to_xyxy` and `xyxy_to_xyhw` are right for boxes whose height differs from their width."""
    _compare_formats(student, RAW)


@e11.check("centres", points=0.5)
@with_given()
def centres(student: Any) -> None:
    """`xyxy_to_cxcywh` and `cxcywh_to_xyxy` are right for boxes whose height differs from their width."""
    _compare_formats(student, CENTRE)


@e11.check("dtypes-and-no-boxes", points=0.5)
@with_given()
def dtypes_and_no_boxes(student: Any) -> None:
    """Floating boxes keep their dtype, integers give float32 without losing halves; N may be 1 or 0."""
    functions = ALL | {"clip_boxes": lambda boxes: _clipped(boxes, (31, 23))}
    for name, rule in functions.items():
        extra = ((31, 23),) if name == "clip_boxes" else ()
        for dtype in (torch.float16, F32, F64, torch.int64, torch.int32):
            wanted = dtype if dtype.is_floating_point else F32
            words = str(dtype).removeprefix("torch.")
            boxes = torch.tensor([[3, 4, 10, 9], [-5, 2, 8, 27], [0, 1, 7, 2]])
            boxes = boxes + 2 * torch.randint(0, 5, (3, 1)) * torch.tensor([1, 2, 4, 5])  # sums stay odd
            got = getattr(student, name)(boxes.to(dtype), *extra)
            expect.tensor(got, f"{name} of {words} boxes", shape=(3, 4), dtype=wanted)
            expect.close(got, rule(boxes.double()).to(wanted), f"{name} of {words} boxes with odd sums")
            one = getattr(student, name)(boxes[:1].to(dtype), *extra)
            expect.tensor(one, f"{name} of one {words} box", shape=(1, 4), dtype=wanted)
            none = getattr(student, name)(torch.zeros(0, 4, dtype=dtype), *extra)
            expect.tensor(none, f"{name} of no {words} boxes", shape=(0, 4), dtype=wanted)


@e11.check("inputs-gradients-device", points=0.5)
@with_given()
def inputs_gradients_device(student: Any) -> None:
    """Boxes that come in stay unchanged; gradients flow; results live on the device of the boxes."""
    functions = ALL | {"clip_boxes": lambda boxes: _clipped(boxes, (31, 23))}
    for name, rule in functions.items():
        function, extra = getattr(student, name), ((31, 23),) if name == "clip_boxes" else ()
        for boxes in (_input(name, 5), _input(name, 3).to(F32), torch.tensor([[3, 4, 10, 9], [-5, 2, 8, 27]])):
            function(boxes, *extra)
            expect.untouched(student, name)
        boxes, seed = _input(name, 6).requires_grad_(), torch.randn(6, 4, dtype=F64)
        got = function(boxes, *extra)
        expect.tensor(got, name, shape=(6, 4), grad=True)
        (gradient,) = gradients(got, [boxes], seed, name)
        (wanted,) = torch.autograd.grad(rule(boxes), boxes, seed)
        expect.close(gradient, wanted, f"the gradient through {name}")
        with student.cuda():
            function(_input(name, 4), *extra)
            expect.on_device(student, f"the result of {name}")


@e11.check("clipping", points=0.5)
@with_given()
def clipping(student: Any) -> None:
    """`clip_boxes` limits x to [0, W] and y to [0, H], each corner on its own, and keeps every box."""
    for size in ((31, 57), (48, 20)):
        boxes = scenes.boxes(40, -15, 75, 2, 60)
        boxes[:2] += torch.tensor([[500.0], [-500.0]])  # nothing of these is inside
        got = student.clip_boxes(boxes, size)
        expect.tensor(got, "clip_boxes", shape=(40, 4), dtype=F64)
        expect.close(got, _clipped(boxes, size), f"clip_boxes to (H, W) = {size}")


# --- E12 ----------------------------------------------------------------------------------------------

e12 = Exercise("A2-E12", names=("box_iou", "generalized_box_iou"))

SCALES = ((1e-4, 2, 5), (0.01, 6, 4), (1.0, 5, 8), (100.0, 3, 7))  # scale of the coordinates, N, M


def _compare_overlap(student: Any, name: str, measure: Any) -> None:
    for scale, n, m in SCALES:
        for dtype, tolerance in ((F64, 1e-8), (F32, 1e-5)):
            a, b = (scenes.boxes(count, -1, 1, 0.3, 1.6).mul(scale).to(dtype) for count in (n, m))
            got = getattr(student, name)(a, b)
            expect.untouched(student, name)
            expect.tensor(got, f"{name} of {n} and {m} boxes", shape=(n, m), dtype=dtype)
            want = reference.pairs(measure, a.double(), b.double()).to(dtype)
            words = f"{name} for coordinates of size {scale:g} (box of a, box of b)"
            expect.close(got, want, words, rtol=tolerance, atol=tolerance)


def _pairs() -> dict[str, tuple[list[float], list[float]]]:
    """Pairs of boxes that differ in what they have in common; moved and stretched at random."""
    return {
        "apart in x": ([0, 0, 4, 3], [6, 1, 9, 5]),
        "apart in y": ([0, 0, 4, 3], [1, 5, 7, 9]),
        "apart in both axes": ([0, 0, 4, 3], [7, 5, 9, 10]),
        "apart in both axes, the other way round": ([8, 9, 13, 11], [1, -4, 3, 2]),
        "apart, one to the right and above": ([0, 6, 4, 9], [5, 0, 8, 5]),
        "one inside the other": ([0, 0, 9, 7], [2, 1, 5, 6]),
        "crossing": ([0, 3, 9, 5], [2, 0, 4, 8]),
        "touching along a side": ([0, 0, 4, 3], [4, 1, 6, 5]),
        "touching in a corner": ([0, 0, 4, 3], [4, 3, 6, 7]),
        "identical": ([1, 2, 6, 4], [1, 2, 6, 4]),
        "one without area": ([0, 0, 4, 3], [1, 1, 1, 2]),
    }


def _moved() -> tuple[list[str], Tensor, Tensor]:
    """The names of `_pairs` and both sides, (P, 4) float64 each; integers, so that what touches still does."""
    pairs = _pairs()
    a, b = torch.tensor(list(pairs.values()), dtype=F64).unbind(1)
    shift, factor = torch.randint(-9, 9, (2,)).double(), torch.randint(1, 4, (2,)).double()
    return list(pairs), *((side * factor.repeat(2) + shift.repeat(2)) for side in (a, b))


def _compare_positions(student: Any, name: str, measure: Any) -> None:
    names, a, b = _moved()
    for words, one, other in zip(names, a, b, strict=True):
        got = getattr(student, name)(one[None], other[None])
        expect.tensor(got, f"{name} of boxes {words}", shape=(1, 1), dtype=F64)
        expect.close(got, reference.pairs(measure, one[None], other[None]), f"{name} of boxes {words}")
    got = getattr(student, name)(a, b[:7])
    expect.close(got, reference.pairs(measure, a, b[:7]), f"{name} of all these boxes (box of a, box of b)")


@e12.check("iou-values", points=1)
@with_given(*BOXES)
def iou_values(student: Any) -> None:
    """`box_iou` is (N, M) and right for random boxes of every scale, also with negative coordinates."""
    _compare_overlap(student, "box_iou", reference.iou)


@e12.check("iou-positions", points=1)
@with_given(*BOXES)
def iou_positions(student: Any) -> None:
    """`box_iou` is right for boxes apart in one or both axes, contained, crossing, touching, identical."""
    _compare_positions(student, "box_iou", reference.iou)


@e12.check("iou-empty", points=0.5)
@with_given(*BOXES)
def iou_empty(student: Any) -> None:
    """`box_iou`: boxes without area give 0 and finite gradients, no boxes an empty table; it is symmetric."""
    a, b = scenes.boxes(5, -1, 1, 4, 7), scenes.boxes(3, -1, 1, 4, 7)
    got = student.box_iou(a, b)
    expect.tensor(got, "box_iou", shape=(5, 3), dtype=F64)
    expect.close(student.box_iou(b, a), got.T, "box_iou(b, a) beside the transposed box_iou(a, b)")
    a[1, 2:], a[3, 2], b[0, 2:], b[2] = a[1, :2], a[3, 0], b[0, :2], a[1]  # points, a line; one point twice
    a.requires_grad_()
    got = student.box_iou(a, b)
    expect.tensor(got, "box_iou with boxes without area", shape=(5, 3), dtype=F64, grad=True)
    expect.close(got, reference.pairs(reference.iou, a, b), "box_iou with boxes without area")
    (gradient,) = gradients(got, [a], torch.ones(5, 3, dtype=F64), "box_iou")
    expect.finite(gradient, "the gradient with boxes without area")
    for n, m in ((0, 3), (4, 0), (0, 0)):
        got = student.box_iou(torch.zeros(n, 4), scenes.boxes(m, -3, 3, 1, 4).to(F32))
        expect.tensor(got, f"box_iou of {n} and {m} boxes", shape=(n, m), dtype=F32)


@e12.check("iou-gradient", points=0.5)
@with_given(*BOXES)
def iou_gradient(student: Any) -> None:
    """`box_iou` has a gradient where boxes overlap and none where they are apart; it works on the device."""
    _compare_gradients(student, "box_iou", reference.iou)
    a = torch.tensor([[0.0, 0.0, 4.0, 3.0]], dtype=F64, requires_grad=True)
    for other in ([6.0, 1.0, 9.0, 2.0], [7.0, 5.0, 9.0, 10.0]):
        got = student.box_iou(a, torch.tensor([other], dtype=F64))
        expect.tensor(got, "box_iou of boxes that are apart", shape=(1, 1))
        if not got.requires_grad:
            continue  # a constant has no gradient either
        (gradient,) = gradients(got, [a], torch.ones_like(got), "box_iou", needed=False)
        if gradient is not None:
            expect.close(gradient, torch.zeros_like(a), "the gradient of boxes that are apart")


def _compare_gradients(student: Any, name: str, measure: Any) -> None:
    """Both gradients for boxes that overlap, and the device of the result."""
    a = scenes.boxes(4, -0.5, 0.5, 2.0, 5.0).requires_grad_()
    b = scenes.boxes(6, -0.5, 0.5, 2.0, 5.0).requires_grad_()
    weights = 0.5 + torch.rand(4, 6, dtype=F64)
    got = getattr(student, name)(a, b)
    expect.tensor(got, name, shape=(4, 6), dtype=F64, grad=True)
    found = gradients(got, (a, b), weights, name)
    wanted = torch.autograd.grad(reference.pairs(measure, a, b), (a, b), weights)
    for gradient, want, side in zip(found, wanted, "ab", strict=True):
        expect.close(gradient, want, f"the gradient of {name} in {side}")
    with student.cuda():
        getattr(student, name)(a.detach(), b.detach())
        expect.on_device(student, f"the result of {name}")


@e12.check("giou-values", points=0.5)
@with_given(*BOXES, "box_iou")
def giou_values(student: Any) -> None:
    """`generalized_box_iou` is right for random boxes of every scale and in every position."""
    _compare_overlap(student, "generalized_box_iou", reference.generalized_iou)
    _compare_positions(student, "generalized_box_iou", reference.generalized_iou)
    a, b = torch.tensor([[1.0, 2.0, 1.0, 2.0]]), torch.tensor([[4.0, 7.0, 4.0, 7.0], [3.0, 5.0, 6.0, 5.0]])
    want = reference.pairs(reference.generalized_iou, a, b)
    expect.close(student.generalized_box_iou(a, b), want, "generalized_box_iou of two boxes without area")
    for n, m in ((0, 3), (4, 0)):
        got = student.generalized_box_iou(torch.zeros(n, 4), scenes.boxes(m, -3, 3, 1, 4).to(F32))
        expect.tensor(got, f"generalized_box_iou of {n} and {m} boxes", shape=(n, m), dtype=F32)


@e12.check("giou-gradient", points=0.5)
@with_given(*BOXES, "box_iou")
def giou_gradient(student: Any) -> None:
    """`generalized_box_iou` has a gradient also where boxes are apart: it pulls them together."""
    _compare_gradients(student, "generalized_box_iou", reference.generalized_iou)
    a = torch.tensor([[0.0, 0.0, 4.0, 3.0]], dtype=F64, requires_grad=True)
    b = torch.tensor([[6.0, 1.0, 9.0, 2.0], [7.0, 5.0, 9.0, 10.0]], dtype=F64)
    for other in b + torch.rand(2, 1, dtype=F64):
        want = torch.autograd.grad(reference.pairs(reference.generalized_iou, a, other[None]).sum(), a)[0]
        got = student.generalized_box_iou(a, other[None])
        expect.tensor(got, "generalized_box_iou of boxes that are apart", shape=(1, 1), grad=True)
        (gradient,) = gradients(got, [a], torch.ones_like(got), "generalized_box_iou of boxes that are apart")
        expect.close(gradient, want, "the gradient of boxes that are apart")
