"""Hidden checks of P3-E1: the plain recurrent cell."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden import one_step
from assignments.P3.hidden.known_cells import RECURRENT, SIZES, SQUARE, draw, draw_state, form, module
from kit.checks import Exercise, expect

e1 = Exercise("P3-E1", names=("RNNCell",), forbidden=RECURRENT)


@e1.check("values", points=1)
def values(student: Any) -> None:
    """With given weights two steps have the values of torch's cell, for all sizes, and x and h stay as they were."""
    one_step.values(student, "rnn", SIZES + SQUARE)


@e1.check("no-state", points=0.25)
def no_state(student: Any) -> None:
    """A missing state means zeros, also after calls with a state."""
    one_step.no_state(student, "rnn")


@e1.check("gradients", points=0.75)
def gradients(student: Any) -> None:
    """Gradients in x, in h and in the parameters are right."""
    one_step.gradients(student, "rnn")


@e1.check("repeatable", points=0.25)
def repeatable(student: Any) -> None:
    """Equal calls give equal results, whatever was called in between, in train and in eval mode."""
    for mode in (True, False):
        b, d, h = SIZES[0]
        cell = module(student.RNNCell(d, h), "RNNCell")
        cell.train(mode)
        x, state = torch.randn(b, d), draw_state("rnn", b, h)
        for given in ((x,), (x, state)):
            before = form(cell(*given), "rnn", (b, h), torch.float32, "the result")[0]
            form(cell(torch.randn(b + 1, d)), "rnn", (b + 1, h), torch.float32, "the result")
            after = form(cell(*given), "rnn", (b, h), torch.float32, "the result")[0]
            equal = torch.allclose(before.detach(), after.detach(), rtol=1e-6, atol=1e-7)
            expect.that(equal, "the same call a second time gives another result")


@e1.check("parameters", points=0.25)
def parameters(student: Any) -> None:
    """The parameters are those of the contract, uniform between -1/sqrt(H) and 1/sqrt(H) and new for each cell."""
    one_step.fresh(student, "rnn")
    for d, h in ((5, 7), (8, 3)):
        count = sum(one.numel() for one in student.RNNCell(d, h).parameters())
        fits = count in (h * (d + h) + h, h * (d + h) + 2 * h)
        expect.that(fits, f"the cell of D = {d}, H = {h} has {count} parameters")
    for d, h in ((48, 48), (24, 96)):  # D = H: a Linear layer's own start is the same then
        found = dict(student.RNNCell(d, h).named_parameters())
        if d == h or set(found) == set(draw("rnn", d, h)):  # other internals may start otherwise
            _uniform(found, 1 / math.sqrt(h))


def _uniform(found: dict[str, Tensor], limit: float) -> None:
    """All values spread over +-limit."""
    for name, value in found.items():
        expect.tensor(value, name)
        value, even = value.detach(), limit / math.sqrt(3)
        inside = float(value.abs().max()) <= limit * (1 + 1e-6)
        expect.that(inside, f"a new {name} goes beyond 1/sqrt(H)")
        centred = abs(float(value.mean())) < 6 * even / math.sqrt(value.numel())
        expect.that(centred, f"the mean of a new {name} is not 0")
        expect.that(float(value.std()) > 0.4 * even, f"a new {name} spreads less than uniform in +-1/sqrt(H)")


@e1.check("float64", points=0.25)
def float64(student: Any) -> None:
    """After `.double()` the cell computes in float64, with a state and without."""
    one_step.float64(student, "rnn")


@e1.check("device", points=0.25)
def device(student: Any) -> None:
    """The cell works where its parameters and x are, with a state and without, forward and backward."""
    one_step.device(student, "rnn")
