"""A2-E15: the head of the detector, decoding, the loss."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.A2.hidden.own_work import BOXES, gradients, with_given
from assignments.A2.probes import det_head as probes
from assignments.A2.reference import detection as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e15 = Exercise("A2-E15", names=("YOLOHead", "decode_boxes", "decode_cells", "detection_loss"))


def _set_weights(head: Any, channels: int) -> tuple[Tensor, Tensor]:
    """Write random weights into the head's convolution; return weight and bias."""
    expect.that(hasattr(head, "conv"), "YOLOHead should have the attribute conv")
    state = head.conv.state_dict()
    fits = isinstance(state, dict) and sorted(state) == ["bias", "weight"]
    expect.that(fits, "conv should be a 1x1 convolution with weight and bias")
    expect.tensor(state["weight"], "conv.weight", shape=(channels, None, 1, 1))
    expect.tensor(state["bias"], "conv.bias", shape=(channels,))
    weight, bias = (torch.randn(value.shape, dtype=value.dtype) for value in (state["weight"], state["bias"]))
    head.conv.load_state_dict({"weight": weight, "bias": bias})
    return weight, bias


HEADS = ((5, 2, 3, 4, 6, 1), (7, 3, 10, 2, 3, 5), (4, 4, 2, 5, 3, 3))  # channels, K, C, h, w, N


@e15.check("head", points=1)
@with_given(*BOXES, "encode_boxes")
def head(student: Any) -> None:
    """`YOLOHead` gives a row for each anchor in their order: four deltas, objectness, classes; all trained."""
    for cin, k, classes, height, width, n in HEADS:
        net = student.YOLOHead(cin, num_anchors=k, num_classes=classes)
        net.eval()
        weight, bias = _set_weights(net, k * (5 + classes))
        x = torch.randn(n, cin, height, width)
        got = net(x)
        words = f"YOLOHead({cin}, {k}, {classes}) of a map {height} x {width}"
        expect.untouched(student, "YOLOHead")
        expect.tensor(got, words, shape=(n, height * width * k, 5 + classes), dtype=F32, grad=True)
        if len(dict(net.named_parameters())) > 2:  # layers in front of the convolution
            seen = student.run(probes.into_conv(net, x))
            expect.that(len(seen) == 1, "the head should use conv once")
            x = seen[0]
        want = reference.rows(F.conv2d(x, weight, bias), k)
        expect.close(got, want, f"{words} (image, row, number)", rtol=1e-5, atol=1e-5)
        got.sum().backward()
        missing = [name for name, value in net.named_parameters() if value.grad is None]
        expect.that(not missing, f"no gradient reaches {missing[0] if missing else ''} of YOLOHead")
    shape = tuple(student.YOLOHead(6).conv.state_dict()["bias"].shape)
    expect.that(shape == (45,), "YOLOHead(6) should have 3 anchors and 10 classes")
    with student.cuda():
        net = student.YOLOHead(5, 2, 3)
        net.to("cuda")
        net(torch.randn(2, 5, 3, 4))
        expect.on_device(student, "the result of YOLOHead")


@e15.check("decode", points=1)
@with_given(*BOXES, "encode_boxes")
def decode(student: Any) -> None:
    """`decode_boxes` is the inverse of `encode_boxes`, for any leading axes, in corners."""
    for shape in ((7,), (3, 5), (2, 4, 6)):
        anchors = torch.rand(shape[-1], 4, dtype=F64) * 20 + 2
        deltas = 0.9 * torch.randn(*shape, 4, dtype=F64)
        deltas[..., 0, 2:] = torch.tensor([4.5, -4.5], dtype=F64)  # sides 90 times as long, and as short
        got = student.decode_boxes(deltas, anchors)
        expect.untouched(student, "decode_boxes")
        expect.tensor(got, f"decode_boxes of {(*shape, 4)}", shape=(*shape, 4), dtype=F64)
        every = deltas.reshape(-1, shape[-1], 4).tolist()
        want = [[reference.decode(d, a) for d, a in zip(one, anchors.tolist(), strict=True)] for one in every]
        expect.close(got, torch.tensor(want, dtype=F64).reshape(*shape, 4), f"decode_boxes of {(*shape, 4)}")
    boxes = reference.corners(torch.rand(6, 4, dtype=F64) * 20 + 2)
    encoded = [reference.encode(b, a) for b, a in zip(boxes.tolist(), anchors.tolist(), strict=True)]
    got = student.decode_boxes(torch.tensor(encoded, dtype=F64), anchors)
    expect.close(got, boxes, "boxes, encoded and decoded again")
    deltas = torch.randn(3, 6, 4, dtype=F64).requires_grad_()
    got = student.decode_boxes(deltas, anchors)
    gradients(got, [deltas], torch.ones_like(got), "decode_boxes")
    single = student.decode_boxes(deltas.detach().to(F32), anchors.to(F32))
    expect.tensor(single, "decode_boxes in float32", shape=(3, 6, 4), dtype=F32)
    with student.cuda():
        student.decode_boxes(deltas.detach(), anchors)
        expect.on_device(student, "the result of decode_boxes")


@e15.check("cells", points=1)
@with_given(*BOXES, "encode_boxes")
def cells(student: Any) -> None:
    """`decode_cells` keeps each centre in its cell and scales the shapes by exp, on maps that are no square."""
    for height, width, k, stride in ((3, 5, 2, 8), (4, 2, 3, 16), (1, 6, 4, 5)):
        t, shapes = 1.5 * torch.randn(height, width, k, 4, dtype=F64), 4 + 20 * torch.rand(k, 2, dtype=F64)
        t[0, 1, 0, 2:] = torch.tensor([-4.5, 4.5], dtype=F64)
        got = student.decode_cells(t, shapes, stride)
        words = f"decode_cells of a map {height} x {width} with {k} shapes, stride {stride}"
        expect.untouched(student, "decode_cells")
        expect.tensor(got, words, shape=(height * width * k, 4), dtype=F64)
        expect.close(got, reference.decode_cells(t, shapes, stride), f"{words} (row, number)")
    t.requires_grad_()
    got = student.decode_cells(t, shapes, stride)
    expect.tensor(got, "decode_cells", shape=(24, 4), grad=True)
    gradients(got, [t], torch.rand_like(got), "decode_cells")
    single = student.decode_cells(t.detach().to(F32), shapes.to(F32), stride)
    expect.tensor(single, "decode_cells in float32", shape=(24, 4), dtype=F32)
    with student.cuda():
        student.decode_cells(t.detach(), shapes, stride)
        expect.on_device(student, "the result of decode_cells")


Batch = tuple[Tensor, Tensor, Tensor]  # pred, labels, deltas


def _batch(classes: int = 7, anchors: int = 23, dtype: torch.dtype = F64) -> Batch:
    """Three images: four, two and no positive anchors, all digits different; deltas also where nobody may look."""
    pred = 1.5 * torch.randn(3, anchors, 5 + classes, dtype=dtype)
    labels = torch.where(torch.rand(3, anchors) < 0.3, -2, -1)
    for image, count in ((0, 4), (1, 2)):
        labels[image, torch.randperm(anchors)[:count]] = torch.randperm(classes)[:count]
    labels[1, int((labels[1] >= 0).nonzero()[0])] = 0  # a zero is there
    return pred, labels, torch.randn(3, anchors, 4, dtype=dtype)


def _loss(student: Any, batch: Batch, **weights: float) -> dict[str, Tensor]:
    """The student's dict of parts, checked in form."""
    got = student.detection_loss(*batch, **weights)
    expect.untouched(student, "detection_loss")
    expect.instance(got, dict, "the result of detection_loss")
    missing = {"total", "box", "obj", "cls"} - set(got)
    expect.that(not missing, f"detection_loss should have the key {min(missing, default='')}")
    for name in ("total", "box", "obj", "cls"):
        expect.tensor(got[name], f"the part {name}", shape=(), dtype=batch[0].dtype)
    return dict(got)


def _compare_part(student: Any, name: str) -> None:
    for classes, anchors in ((7, 23), (4, 31)):
        batch = _batch(classes, anchors)
        want = reference.detection_loss(*batch)
        expect.close(_loss(student, batch)[name], want[name], f"the part {name}")
        twice = tuple(torch.cat((value, value)) for value in batch)
        expect.close(_loss(student, twice)[name], want[name], f"the part {name} of the batch written down twice")


@e15.check("box-loss", points=0.5)
@with_given(*BOXES, "encode_boxes")
def box_loss(student: Any) -> None:
    """box: smooth L1 of the four numbers, summed over the positive anchors and divided by their number."""
    _compare_part(student, "box")


@e15.check("objectness-loss", points=0.5)
@with_given(*BOXES, "encode_boxes")
def objectness_loss(student: Any) -> None:
    """obj: cross-entropy on logits over positive and background anchors, divided by the number of positives."""
    _compare_part(student, "obj")


@e15.check("class-loss", points=0.5)
@with_given(*BOXES, "encode_boxes")
def class_loss(student: Any) -> None:
    """cls: cross-entropy of the digits, 0 included, over the positive anchors, divided by their number."""
    _compare_part(student, "cls")


@e15.check("total", points=0.5)
@with_given(*BOXES, "encode_boxes")
def total(student: Any) -> None:
    """total is the weighted sum of the parts; by default all weights are 1."""
    batch = _batch()
    for weights in ({}, {"lambda_box": 2.5, "lambda_obj": 0.3, "lambda_cls": 0.7}, {"lambda_cls": 0.0}):
        got = _loss(student, batch, **weights)
        plain = _loss(student, batch)
        want = sum(weights.get(f"lambda_{name}", 1.0) * plain[name].detach() for name in ("box", "obj", "cls"))
        for name in ("box", "obj", "cls"):
            expect.close(got[name], plain[name].detach(), f"the part {name}, which is given without its weight,")
        expect.close(got["total"], torch.as_tensor(want), "total")


@e15.check("gradients", points=0.5)
@with_given(*BOXES, "encode_boxes")
def gradient_places(student: Any) -> None:
    """Ignored anchors get no gradient, background only in its objectness, positives in everything."""
    pred, labels, deltas = _batch()
    pred.requires_grad_()
    got = _loss(student, (pred, labels, deltas))
    expect.that(got["total"].requires_grad, "total should be differentiable")
    (found,) = gradients(got["total"], [pred], torch.ones((), dtype=F64), "detection_loss")
    ignored, background = found[labels == -2], found[labels == -1]
    expect.close(ignored, torch.zeros_like(ignored), "the gradient at ignored anchors", rtol=0, atol=0)
    rest = torch.cat((background[:, :4], background[:, 5:]), 1)
    expect.close(rest, torch.zeros_like(rest), "the gradient in deltas and classes of background", rtol=0, atol=0)
    positive = found[labels >= 0]
    expect.that(bool((positive != 0).all()), "a positive anchor gets no gradient in one of its numbers")
    expect.that(bool((positive[:, 4] < 0).all()), "a step should raise the objectness of positive anchors")
    expect.that(bool((background[:, 4] > 0).all()), "a step should lower the objectness of background")


@e15.check("edge-cases", points=0.5)
@with_given(*BOXES, "encode_boxes")
def edge_cases(student: Any) -> None:
    """No positives: box and cls are 0; perfect predictions: about 0; logits of 1000: right; on the device."""
    pred, labels, deltas = _batch()
    nothing = torch.where(labels >= 0, -1, labels)
    pred.requires_grad_()
    for empty in (nothing, torch.full_like(labels, -2)):
        got = _loss(student, (pred, empty, deltas))
        want = reference.detection_loss(pred.detach(), empty, deltas)
        for name in ("box", "obj", "cls"):
            expect.close(got[name], want[name], f"the part {name} without positive anchors")
        if got["total"].requires_grad:
            (found,) = gradients(got["total"], [pred], torch.ones((), dtype=F64), "detection_loss", needed=False)
            if found is not None:
                expect.finite(found, "the gradient without positive anchors")
    pred = pred.detach()
    perfect = torch.full_like(pred, -40.0)
    perfect[..., :4] = deltas
    positive = labels >= 0
    perfect[positive, 4] = 40.0
    perfect[positive, 5 + labels[positive]] = 40.0
    got = _loss(student, (perfect, labels, deltas))
    expect.close(got["total"], torch.zeros((), dtype=F64), "the loss of a perfect prediction", atol=1e-6)
    large = (1e3 * pred.to(F32).sign()).requires_grad_()
    got = _loss(student, (large, labels, deltas.to(F32)))
    want = reference.detection_loss(large.detach(), labels, deltas.to(F32))
    for name in ("box", "obj", "cls"):
        expect.finite(got[name], f"the part {name} for logits of size 1000")
        expect.close(got[name], want[name], f"the part {name} for logits of size 1000", rtol=1e-5)
    expect.finite(got["total"], "total for logits of size 1000")
    (found,) = gradients(got["total"], [large], torch.ones(()), "detection_loss")
    expect.finite(found, "the gradient for logits of size 1000")
    with student.cuda():
        for some in (labels, nothing):
            _loss(student, (pred, some, deltas))
            expect.on_device(student, "each part of the loss")
