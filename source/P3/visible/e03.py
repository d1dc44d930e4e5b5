"""Self-checks of P3-E3."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import modules

e3 = Exercise("P3-E3", names=("GRUCell",))


@e3.check("shape")
def shape(student: Any) -> None:
    """3 samples with 5 values and 7 hidden units: the state is (3, 7), all its values in (-1, 1)."""
    cell, h = student.GRUCell(5, 7), None
    for _ in range(3):
        h = cell(3 * torch.randn(3, 5), h)
        expect.tensor(h, "the state", shape=(3, 7), dtype=torch.float32)
        h = h.detach()
        expect.that(float(h.abs().max()) <= 1, "the state leaves (-1, 1)")


@e3.check("three-blocks")
def three_blocks(student: Any) -> None:
    """(4, 15) chunked in 3 along axis 1 gives r, z and n of shape (4, 5): a cell with 5 units takes 15 rows."""
    blocks = torch.randn(4, 15).chunk(3, dim=1)
    expect.that([tuple(one.shape) for one in blocks] == [(4, 5)] * 3, "three blocks (4, 5)")
    cell = student.GRUCell(6, 5)
    shapes = {"weight_ih": (15, 6), "weight_hh": (15, 5), "bias_ih": (15,), "bias_hh": (15,)}
    student.run(modules.load(cell, {name: torch.randn(shape) for name, shape in shapes.items()}))
    expect.tensor(cell(torch.randn(4, 6)), "the state", shape=(4, 5))


@e3.check("update-gate-keeps")
def update_gate_keeps(student: Any) -> None:
    """A huge bias of the update gate keeps the state: h' = h."""
    cell, h = student.GRUCell(6, 5), torch.randn(4, 5)
    known = {"weight_ih": torch.randn(15, 6), "weight_hh": torch.randn(15, 5), "bias_ih": torch.zeros(15)}
    known["bias_ih"][5:10] = 100.0
    student.run(modules.load(cell, known | {"bias_hh": torch.zeros(15)}))
    got = cell(torch.randn(4, 6), h)
    expect.tensor(got, "h'", shape=(4, 5))
    expect.close(got, h, "h'")
