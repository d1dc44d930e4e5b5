"""Self-checks of P3-E10."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e10 = Exercise("P3-E10", names=("sinusoidal_encoding", "PositionalEmbedding", "prepend_cls"))


@e10.check("sinusoid")
def sinusoid(student: Any) -> None:
    """Row 0 of the fixed table is 0, 1, 0, 1, ...; values lie between -1 and 1; no two rows are equal."""
    for length, dim in ((9, 6), (4, 5)):
        table = student.sinusoidal_encoding(length, dim)
        expect.tensor(table, f"sinusoidal_encoding({length}, {dim})", shape=(length, dim), dtype=torch.float32)
        expect.close(table[0], (torch.arange(dim) % 2).float(), "row 0")
        expect.that(bool((table.abs() <= 1 + 1e-6).all()), "some value is larger than 1")
        expect.that(len(table.unique(dim=0)) == length, "two rows are equal")


@e10.check("embedding")
def embedding(student: Any) -> None:
    """Both kinds keep the shape and have a table of shape (1, N, D) in the state dict; one of them learns."""
    for kind, learned in (("learned", 1), ("fixed", 0)):
        net = student.PositionalEmbedding(5, 4, kind)
        expect.tensor(net(torch.randn(3, 5, 4)), "x with positions", shape=(3, 5, 4))
        expect.that("table" in net.state_dict(), f"table of kind {kind!r} is not in the state dict")
        expect.tensor(net.state_dict()["table"], "table", shape=(1, 5, 4))
        expect.integer(len(dict(net.named_parameters())), learned, f"the number of parameters of kind {kind!r}")


@e10.check("cls")
def cls(student: Any) -> None:
    """The sequence is longer by one, and its element 0 is CLS."""
    tokens, cls_token = torch.randn(3, 5, 4), torch.full((1, 1, 4), 7.0)
    got = student.prepend_cls(tokens, cls_token)
    expect.tensor(got, "prepend_cls", shape=(3, 6, 4))
    expect.close(got[0, 0], cls_token[0, 0], "element 0 of the first sample")
