"""Self-checks of P3-E2."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect
from kit.probes import modules

e2 = Exercise("P3-E2", names=("LSTMCell",))


def _pair(value: Any) -> tuple[Tensor, Tensor]:
    expect.instance(value, tuple, "the result")
    expect.that(len(value) == 2, f"the result should be a pair, it has {len(value)} parts")
    for one, name in zip(value, ("h'", "c'"), strict=True):
        expect.tensor(one, name, shape=(3, 7), dtype=torch.float32)
    return value


@e2.check("shapes")
def shapes(student: Any) -> None:
    """3 samples with 5 values and 7 hidden units: h' and c' are (3, 7), h' lies in (-1, 1)."""
    cell, state = student.LSTMCell(5, 7), None
    for _ in range(3):
        state = _pair(cell(3 * torch.randn(3, 5), state))
        state = (state[0].detach(), state[1].detach())
        expect.that(float(state[0].abs().max()) <= 1, "h' leaves (-1, 1)")


@e2.check("half-of-the-memory")
def half_of_the_memory(student: Any) -> None:
    """With all weights 0 every gate is one half: c = 2 becomes 1."""
    cell = student.LSTMCell(5, 7)
    shapes = {"weight_ih": (28, 5), "weight_hh": (28, 7), "bias_ih": (28,), "bias_hh": (28,)}
    student.run(modules.load(cell, {name: torch.zeros(shape) for name, shape in shapes.items()}))
    got = _pair(cell(torch.randn(3, 5), (torch.zeros(3, 7), torch.full((3, 7), 2.0))))
    expect.close(got[1], torch.ones(3, 7), "c'")
