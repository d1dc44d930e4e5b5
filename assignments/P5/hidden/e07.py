"""P5-E07: edge features."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor

from assignments.P5.reference.graphs import edge_features
from kit.checks import CheckFailed, Exercise, expect

e07 = Exercise("P5-E07", names=("gather_edge_features",))

F32, F64 = torch.float32, torch.float64

SIZES = ((3, 2, 7, 4), (2, 5, 6, 3), (4, 1, 5, 8), (1, 3, 8, 1), (2, 4, 1, 3), (3, 3, 3, 3))
"""B, C, N, k."""


def _task(b: int, c: int, n: int, k: int, dtype: torch.dtype = F64) -> tuple[Tensor, Tensor]:
    """Points (B, C, N) and neighbours (B, N, k), repeats allowed."""
    return torch.randn(b, c, n, dtype=dtype), torch.randint(n, (b, n, k))


def _edges(student: Any, x: Tensor, idx: Tensor, words: str = "the edge features") -> Tensor:
    (b, c, n), k = x.shape, idx.shape[2]
    got = student.gather_edge_features(x, idx)
    expect.tensor(got, words, shape=(b, 2 * c, n, k), dtype=x.dtype)
    expect.untouched(student, "gather_edge_features")
    value: Tensor = got
    return value


@e07.check("value", points=1)
def value(student: Any) -> None:
    """The first C channels are x_i and the last C are x_j - x_i, for many sizes."""
    for b, c, n, k in SIZES:
        for dtype in (F64, F32):
            x, idx = _task(b, c, n, k, dtype)
            words = f"the edge features for B={b}, C={c}, N={n}, k={k}"
            expect.close(_edges(student, x, idx, words), edge_features(x, idx), words)
    b, c, n, k = SIZES[0]
    x, idx = _task(b, c, n, 2 * k)
    raw = x.transpose(1, 2).contiguous().transpose(1, 2)
    for part, words in (
        (idx[:, :, 1:], "for every other column of idx"),
        (idx[:1].expand(b, -1, -1), "with one idx"),
    ):
        expect.close(_edges(student, raw, part), edge_features(raw, part), f"the edge features {words}")
    own = torch.arange(n)[:, None].expand(b, n, k).contiguous()
    expect.close(_edges(student, x, own), edge_features(x, own), "the edge features of points with themselves")
    named = student.gather_edge_features(x=x, idx=idx)
    expect.close(named, edge_features(x, idx), "the edge features, arguments by name,")


@e07.check("translation", points=0.5)
def translation(student: Any) -> None:
    """Moving all points changes the first half by the shift and leaves the second half."""
    for b, c, n, k in SIZES[:3]:
        x, idx = _task(b, c, n, k)
        shift = 3 * torch.randn(b, c, 1, dtype=F64)
        before, after = _edges(student, x, idx), _edges(student, x + shift, idx)
        expect.close(after[:, c:], before[:, c:], "the second half of a moved cloud")
        expect.close(after[:, :c], before[:, :c] + shift[..., None], "the first half of a moved cloud")


@e07.check("device", points=0.5)
def device(student: Any) -> None:
    """The edge features are computed where x and idx are."""
    with student.cuda():
        for sizes in SIZES[:3]:
            _edges(student, *_task(*sizes, F32))
            expect.on_device(student, "the result")


@e07.check("each-cloud", points=1)
def each_cloud(student: Any) -> None:
    """A cloud has the same edge features alone and in a batch; its neighbours are points of its own."""
    for b, c, n, k in SIZES[:3]:
        x, idx = _task(b, c, n, k)
        together = _edges(student, x, idx)
        for number in range(b):
            alone = _edges(student, x[number : number + 1], idx[number : number + 1])
            expect.close(together[number : number + 1], alone, f"cloud {number} of {b} in its batch, against alone,")
        other = x.clone()
        other[1:] += torch.randn(b - 1, c, n, dtype=F64)
        expect.close(_edges(student, other, idx)[:1], together[:1], "cloud 0 beside other clouds")
        order = torch.randperm(b)
        expect.close(_edges(student, x[order], idx[order]), together[order], "clouds in another order")


@e07.check("gradient", points=1)
def gradient(student: Any) -> None:
    """The gradient reaches x along both halves, and adds up where a point is a neighbour several times."""
    for b, c, n, k in SIZES[:5]:
        x, idx = _task(b, c, n, k)
        seed = torch.randn(b, 2 * c, n, k, dtype=F64)
        for part in (slice(None), slice(0, c), slice(c, None)):
            found = []
            for function in (functools.partial(_edges, student), edge_features):
                leaf = x.clone().requires_grad_()
                out = function(leaf, idx)
                expect.that(out.requires_grad, "the edge features carry no graph")
                try:
                    (slope,) = torch.autograd.grad((out * seed)[:, part].sum(), leaf, allow_unused=True)
                except RuntimeError as error:
                    raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
                expect.that(slope is not None, "no gradient reaches x")
                found.append(slope)
            expect.close(found[0], found[1], f"the gradient of x for B={b}, C={c}, N={n}, k={k}")
