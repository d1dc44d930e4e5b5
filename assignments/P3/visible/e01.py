"""Self-checks of P3-E1."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import modules

e1 = Exercise("P3-E1", names=("RNNCell",))


@e1.check("shape")
def shape(student: Any) -> None:
    """3 samples with 5 values and 7 hidden units: the state is (3, 7), all its values in (-1, 1)."""
    cell = student.RNNCell(5, 7)
    h = None
    for _ in range(3):
        h = cell(3 * torch.randn(3, 5), h)
        expect.tensor(h, "the state", shape=(3, 7), dtype=torch.float32)
        h = h.detach()
        expect.that(float(h.abs().max()) <= 1, "the state leaves (-1, 1)")


@e1.check("zero-weights")
def zero_weights(student: Any) -> None:
    """With zero weights the state is tanh of the sum of the biases, whatever x and h are."""
    cell = student.RNNCell(5, 7)
    first, second = torch.randn(2, 7)
    known = {"weight_ih": torch.zeros(7, 5), "weight_hh": torch.zeros(7, 7), "bias_ih": first, "bias_hh": second}
    student.run(modules.load(cell, known))
    got = cell(torch.randn(3, 5), torch.randn(3, 7))
    expect.tensor(got, "the state", shape=(3, 7))
    expect.close(got, torch.tanh(first + second).expand(3, 7), "the state")


@e1.check("same-again")
def same_again(student: Any) -> None:
    """Calling twice gives the same."""
    cell, x = student.RNNCell(5, 7), torch.randn(3, 5)
    before = cell(x)
    expect.tensor(before, "the state", shape=(3, 7))
    expect.close(cell(x), before, "the state of the second call")
