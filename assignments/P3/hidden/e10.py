"""P3-E10: sinusoidal table, positional embedding, class token."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden.vit_tools import F32, F64, backward_on_cuda, loaded, module, with_given
from assignments.P3.probes import att_runs as runs
from assignments.P3.probes import weights as loading
from assignments.P3.reference.attention import randn
from kit.checks import Exercise, expect

e10 = Exercise("P3-E10", names=("sinusoidal_encoding", "PositionalEmbedding", "prepend_cls"))

given = with_given("sinusoidal_encoding")

TOLERANCE = 2e-5
"""Angles up to 50 in float32 are off by a few times 1e-6."""

# B, N, D
SHAPES = ((3, 5, 4), (4, 4, 4), (1, 6, 5), (2, 1, 3))


def _table(student: Any, length: int, dim: int) -> Tensor:
    got = student.sinusoidal_encoding(length, dim)
    expect.tensor(got, f"sinusoidal_encoding({length}, {dim})", shape=(length, dim), dtype=F32, grad=False)
    table: Tensor = got
    return table


def _entry(row: int, column: int, dim: int) -> float:
    angle = row / 10000 ** (2 * (column // 2) / dim)
    return math.cos(angle) if column % 2 else math.sin(angle)


def _embedding(student: Any, length: int, dim: int, *kind: str) -> Any:
    net = module(student.PositionalEmbedding(length, dim, *kind), "PositionalEmbedding")
    state = net.state_dict()
    held = isinstance(state, dict) and "table" in state
    expect.that(held, f"table is not in the state dict{f' of kind {kind[0]!r}' if kind else ''}")
    expect.tensor(state["table"], "table", shape=(1, length, dim), dtype=F32)
    return net


@e10.check("sinusoid-values", points=1.25)
def sinusoid_values(student: Any) -> None:
    """The table is right for even and odd widths, and for sizes of 1."""
    for length, dim in ((50, 8), (7, 5), (3, 2), (6, 6), (5, 1), (1, 4), (40, 33)):
        rows = [[_entry(row, column, dim) for column in range(dim)] for row in range(length)]
        got = _table(student, length, dim)
        expect.close(got, torch.tensor(rows), f"sinusoidal_encoding({length}, {dim})", TOLERANCE, TOLERANCE)
    again = student.run(runs.written_over(student.sinusoidal_encoding, length, dim))
    expect.tensor(again, "a second table", shape=(length, dim), dtype=F32)
    name = "a second table, after the caller has written into the first one,"
    expect.close(again, torch.tensor(rows), name, TOLERANCE, TOLERANCE)


@e10.check("sinusoid-rotation", points=0.75)
def sinusoid_rotation(student: Any) -> None:
    """A shift by k positions is one fixed rotation of each pair of columns, and the rows of a table differ."""
    for length, dim in ((50, 8), (24, 6)):
        table = _table(student, length, dim).double()
        gaps = (table[:, None] - table).abs().amax(-1) + 9 * torch.eye(length)
        expect.that(float(gaps.min()) > 1e-3, "two rows of the table are equal")
        sine, cosine = table[:, 0::2], table[:, 1::2]
        for k in (1, 3, 10):
            turned_sine = sine[:-k] * cosine[k] + cosine[:-k] * sine[k]  # row 0 is (0, 1): row k is the rotation
            turned_cosine = cosine[:-k] * cosine[k] - sine[:-k] * sine[k]
            for got, want in ((sine[k:], turned_sine), (cosine[k:], turned_cosine)):
                expect.close(got, want, f"the table from row {k} on, against its rows turned,", 1e-4, 1e-4)


@e10.check("table-added", points=0.25)
@given
def table_added(student: Any) -> None:
    """`forward` adds row n of the table to token n of every sample, also where B, N and D are equal."""
    for b, n, dim in SHAPES:
        for kind in ((), ("learned",), ("fixed",)):
            net = _embedding(student, n, dim, *kind)
            table, x = randn(1, n, dim), randn(b, n, dim)
            loaded(student, net, {"table": table}, "PositionalEmbedding")
            for mode in (True, False):
                net.train(mode)
                got = net(x)
                expect.untouched(student, "PositionalEmbedding")
                expect.tensor(got, "x with positions", shape=(b, n, dim), dtype=F64)
                expect.close(got.detach(), x + table, f"x with positions, B={b}, N={n}, D={dim},")
    net = _embedding(student, 5, 4)
    x = torch.randn(3, 5, 4)
    expect.close(net(x).detach(), x + net.state_dict()["table"], "x with positions in float32")


@e10.check("learned", points=0.25)
@given
def learned(student: Any) -> None:
    """The default kind is learned: one parameter, normal with deviation 0.02, that gets each sample's gradient."""
    for kind in ((), ("learned",)):
        net = _embedding(student, 120, 100, *kind)
        named = dict(net.named_parameters())
        expect.that(sorted(named) == ["table"], f"the parameters are {sorted(named)}, there should be table only")
        table = named["table"].detach()
        spread, mean = float(table.std()), float(table.mean())
        expect.that(0.0165 < spread < 0.0208, f"the standard deviation of the new table is {spread:.4f}")
        expect.that(abs(mean) < 1e-3, f"the mean of the new table is {mean:.4f}")
        far = float(((table - mean).abs() > 1.75 * spread).double().mean())  # 8.0 % of a normal law, 0 of a uniform one
        expect.that(0.01 < far < 0.1, "the new table does not follow a normal law")
        other = _embedding(student, 120, 100, *kind).state_dict()["table"]
        expect.that(not torch.equal(table, other), "two new tables are equal")
    for b, n, dim in SHAPES:
        net, seed = _embedding(student, n, dim), torch.randn(b, n, dim)
        got = net(torch.randn(b, n, dim))
        expect.tensor(got, "x with positions", shape=(b, n, dim), grad=True)
        (got * seed).sum().backward()
        gradient = student.run(loading.gradients(net))["table"]
        expect.tensor(gradient, "the gradient of table", shape=(1, n, dim))
        expect.close(gradient, seed.sum(0, keepdim=True), "the gradient of table")


@e10.check("fixed", points=0.25)
@given
def fixed(student: Any) -> None:
    """Kind "fixed" has the sinusoidal table as a buffer and nothing to learn; x still gets its gradient."""
    for n, dim in ((9, 6), (4, 4), (3, 5)):
        net = _embedding(student, n, dim, "fixed")
        named = dict(net.named_parameters())
        expect.that(not named, f"kind 'fixed' has the parameters {sorted(named)}")
        rows = [[[_entry(row, column, dim) for column in range(dim)] for row in range(n)]]
        expect.close(net.state_dict()["table"], torch.tensor(rows), "the fixed table", TOLERANCE, TOLERANCE)
        x = torch.randn(2, n, dim, requires_grad=True)
        got = net(x)
        expect.tensor(got, "x with positions", shape=(2, n, dim), grad=True)
        seed = torch.randn(2, n, dim)
        (found,) = torch.autograd.grad(got, x, seed, allow_unused=True)
        expect.that(found is not None, "no gradient reaches x")
        expect.close(found, seed, "the gradient in x")


@e10.check("embedding-device", points=0.25)
@given
def embedding_device(student: Any) -> None:
    """Both kinds of table follow `.to`, and the sum is made there."""
    with student.cuda():
        for kind in ("learned", "fixed"):
            net = _embedding(student, 5, 4, kind)
            net.to("cuda")
            backward_on_cuda(student, net, [torch.randn(3, 5, 4)], f"PositionalEmbedding of kind {kind!r}")


def _prepended(student: Any, tokens: Tensor, cls_token: Tensor) -> Tensor:
    got = student.prepend_cls(tokens, cls_token)
    b, n, dim = tokens.shape
    expect.untouched(student, "prepend_cls")
    expect.tensor(got, f"prepend_cls of {(b, n, dim)}", shape=(b, n + 1, dim), dtype=tokens.dtype)
    value: Tensor = got
    return value


@e10.check("cls-first", points=0.5)
def cls_first(student: Any) -> None:
    """CLS is element 0 of the sequence, the same for every sample; the tokens follow as they are."""
    for b, n, dim in SHAPES:
        for dtype in (F32, F64):
            tokens, cls_token = torch.randn(b, n, dim, dtype=dtype), torch.randn(1, 1, dim, dtype=dtype)
            got = _prepended(student, tokens, cls_token).detach()
            words = f"for B={b}, N={n}, D={dim}"
            expect.close(got[:, 0], cls_token[0].expand(b, -1), f"element 0 of every sample {words}", 0, 0)
            expect.close(got[:, 1:], tokens, f"the tokens behind CLS {words}", 0, 0)
    turned = randn(3, 4, 5).transpose(1, 2)
    expect.close(_prepended(student, turned, randn(1, 1, 4))[:, 1:], turned, "tokens that are not contiguous", 0, 0)


@e10.check("cls-gradient", points=0.25)
def cls_gradient(student: Any) -> None:
    """The gradient of CLS is the sum over the batch; each token gets its own."""
    for b, n, dim in SHAPES:
        tokens, cls_token = randn(b, n, dim).requires_grad_(), randn(1, 1, dim).requires_grad_()
        got = _prepended(student, tokens, cls_token)
        expect.that(got.requires_grad, "the result of prepend_cls carries no graph")
        seed = randn(b, n + 1, dim)
        found = torch.autograd.grad(got, (tokens, cls_token), seed, allow_unused=True)
        for gradient, name in zip(found, ("the tokens", "CLS"), strict=True):
            expect.that(gradient is not None, f"no gradient reaches {name}")
        expect.close(found[0], seed[:, 1:], "the gradient in the tokens")
        expect.close(found[1], seed[:, :1].sum(0, keepdim=True), "the gradient in CLS")


@e10.check("cls-device", points=0.25)
def cls_device(student: Any) -> None:
    """`prepend_cls` works where its inputs are."""
    with student.cuda():
        inputs = [torch.randn(3, 5, 4), torch.randn(1, 1, 4)]
        backward_on_cuda(student, student.prepend_cls, inputs, "prepend_cls")
