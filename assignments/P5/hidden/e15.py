"""P5-E15: features of six views, and one prediction from them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P5.hidden.pointclip_cases import with_earlier
from assignments.P5.probes import pointclip_nets
from assignments.P5.reference import clip, depth
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e15 = Exercise("P5-E15", names=("encode_views", "compute_pointclip_logits"))


def _points(b: int, n: int, size: int, dtype: torch.dtype = F64) -> Tensor:
    """(b, n, 3) away from the edges of pixels."""
    pixel = torch.randint(size, (b, n, 3)) + 0.1 + 0.8 * torch.rand(b, n, 3, dtype=F64)
    return (2 * pixel / size - 1).to(dtype)


def _weight(dim: int, size: int, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(dim, 3 * size * size, dtype=dtype) / size


def _encoded(points: Tensor, weight: Tensor, size: int) -> Tensor:
    """(B, 6, D) by the definition."""
    rows = [[view.repeat(3, 1, 1).flatten() @ weight.T for view in maps] for maps in depth.project(points, size)]
    return torch.stack([torch.stack(row) for row in rows])


@e15.check("encode-views", points=0.75)
@with_earlier
def encode_views(student: Any) -> None:
    """`encode_views` has the raw feature of view v of cloud b at [b, v], for any number of clouds and any size."""
    for b, n, d, size in ((4, 9, 5, 7), (2, 12, 3, 4), (6, 5, 6, 6), (1, 8, 4, 5), (3, 1, 1, 3)):
        points, weight = _points(b, n, size), _weight(d, size)
        for make in (pointclip_nets.encoder, pointclip_nets.function):
            got = student.encode_views(make(weight), points, size)
            expect.tensor(got, "the view features", shape=(b, 6, d), dtype=F64)
            expect.close(got.detach(), _encoded(points, weight, size), f"the features of {b} clouds")
    points, weight = _points(2, 7, 32), _weight(3, 32)
    got = student.encode_views(pointclip_nets.encoder(weight), points)
    expect.tensor(got, "the view features", shape=(2, 6, 3), dtype=F64)
    expect.close(got.detach(), _encoded(points, weight, 32), "the features with the size left out")


@e15.check("encode-form", points=0.25)
@with_earlier
def encode_form(student: Any) -> None:
    """`encode_views` keeps dtype and device, leaves the points alone and the encoder's weights."""
    for dtype in (F32, F64):
        points, weight = _points(3, 6, 4, dtype), _weight(5, 4, dtype)
        net = student.run(pointclip_nets.encoder(weight))
        got = student.encode_views(net, points, 4)
        expect.untouched(student, "encode_views")
        expect.tensor(got, "the view features", shape=(3, 6, 5), dtype=dtype)
        after = student.run(pointclip_nets.condition(net))["parameter"]["weight"]
        expect.that(torch.equal(after, weight), "encode_views changes the encoder")
        with student.cuda():
            student.encode_views(pointclip_nets.encoder(weight, device="cuda"), points, 4)
            expect.on_device(student, "the view features")


def _views(b: int, v: int, d: int, dtype: torch.dtype = F64) -> Tensor:
    """(b, v, d), lengths from about 0.05 to 50."""
    return (torch.randn(b, v, d, dtype=F64) * 10 ** (3 * torch.rand(b, v, 1, dtype=F64) - 1.5)).to(dtype)


def _case(b: int, v: int, c: int, d: int, dtype: torch.dtype = F64) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """View features, text features, scale, weights (some of them negative)."""
    return _views(b, v, d, dtype), _views(1, c, d, dtype)[0], torch.randn((), dtype=dtype), torch.randn(v, dtype=dtype)


def _logits(student: Any, case: tuple[Tensor, ...]) -> Tensor:
    got: Tensor = student.compute_pointclip_logits(*case)
    expect.tensor(got, "the logits", shape=(len(case[0]), len(case[1])), dtype=case[0].dtype)
    return got


@e15.check("combine", points=0.5)
@with_earlier
def combine(student: Any) -> None:
    """`compute_pointclip_logits` adds the weighted logits of all views; weights are used as given, 0 leaves out."""
    for b, v, c, d in ((3, 6, 5, 4), (4, 2, 3, 7), (1, 5, 2, 3), (2, 1, 4, 6), (5, 5, 5, 5), (2, 9, 1, 4)):
        case = _case(b, v, c, d)
        expect.close(_logits(student, case).detach(), clip.pointclip_logits(*case), f"the logits (B={b}, V={v}, C={c})")
        views, texts, scale, weights = case
        alone = torch.zeros(v, dtype=F64)
        alone[v - 1] = 0.7
        want = 0.7 * clip.logits(views[:, v - 1], texts, scale)
        expect.close(_logits(student, (views, texts, scale, alone)).detach(), want, "the logits with one view alone")
        other = torch.randn(v, dtype=F64)
        parts = [_logits(student, (views, texts, scale, one)).detach() for one in (weights, other)]
        both = _logits(student, (views, texts, scale, 2 * weights - 3 * other)).detach()
        expect.close(both, 2 * parts[0] - 3 * parts[1], "the logits for a sum of weights")


@e15.check("combine-gradient", points=0.25)
@with_earlier
def combine_gradient(student: Any) -> None:
    """Gradients of the logits reach the view features."""
    views, texts, scale, weights = _case(3, 4, 5, 6)
    views.requires_grad_()
    shares = torch.randn(3, 5, dtype=F64)
    (clip.pointclip_logits(views, texts, scale, weights) * shares).sum().backward()
    want, views.grad = views.grad, None
    got = _logits(student, (views, texts, scale, weights))
    expect.tensor(got, "the logits", grad=True)
    (got * shares).sum().backward()
    expect.that(views.grad is not None, "no gradient reaches the view features")
    expect.close(views.grad, want, "the gradient of the view features", rtol=1e-6, atol=1e-8)


@e15.check("combine-form", points=0.25)
@with_earlier
def combine_form(student: Any) -> None:
    """`compute_pointclip_logits` keeps dtype and device and leaves its arguments alone."""
    for dtype in (F32, F64):
        case = _case(3, 6, 4, 5, dtype)
        got = _logits(student, case)
        expect.untouched(student, "compute_pointclip_logits")
        if dtype == F32:
            want = clip.pointclip_logits(*(one.to(F64) for one in case))
            expect.close(got.detach().to(F64), want, "the logits in float32", rtol=1e-4, atol=1e-3)
        with student.cuda():
            student.compute_pointclip_logits(*case)
            expect.on_device(student, "the logits")
