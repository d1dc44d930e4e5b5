"""Hidden checks of P3-E3: the GRU cell."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden import one_step
from assignments.P3.hidden.known_cells import RECURRENT, SIZES, SQUARE, draw, draw_state, form, own
from kit.checks import Exercise, expect

e3 = Exercise("P3-E3", names=("GRUCell",), forbidden=RECURRENT)

F32 = torch.float32
FAR = 60.0
"""A bias that saturates a gate: the sigmoid is 1 or 0 to the last digit."""
RESET, UPDATE, CANDIDATE = 0, 1, 2
"""Places of the gates."""


def _gate(known: dict[str, Tensor], gate: int, value: float) -> None:
    """Set the bias of a gate."""
    h = known["weight_hh"].shape[1]
    known["bias_ih"][gate * h : (gate + 1) * h] = value


@e3.check("values", points=1.5)
def values(student: Any) -> None:
    """With given weights and biases two steps have the values of torch's cell; x and h stay as they were."""
    one_step.values(student, "gru", SIZES)


@e3.check("update-gate", points=0.5)
def update_gate(student: Any) -> None:
    """An update gate of 1 keeps the state, h' is h; one of 0 replaces it by the candidate."""
    for b, d, h in SIZES[:3]:
        known = draw("gru", d, h)
        x, state = torch.randn(b, d), 3 * draw_state("gru", b, h)
        _gate(known, UPDATE, FAR)
        words = "the result for an update gate of 1"
        got = form(own(student, "gru", known)(x, state), "gru", (b, h), F32, words)[0].detach()
        expect.close(got, state, f"{words}, against h,", rtol=1e-5, atol=1e-5)
        _gate(known, UPDATE, -FAR)
        words = "the result for an update gate of 0"
        got = form(own(student, "gru", known)(x, state), "gru", (b, h), F32, words)[0].detach()
        expect.that(float(got.abs().max()) <= 1 + 1e-5, f"{words} leaves (-1, 1): it should be the candidate")


@e3.check("reset-gate", points=0.75)
def reset_gate(student: Any) -> None:
    """A reset gate of 0 takes the whole hidden part, its bias included, out of the candidate; one of 1 keeps it."""
    for b, d, h in SIZES[:3]:
        for value in (0, 1):
            known = draw("gru", d, h)
            _gate(known, RESET, FAR if value else -FAR)
            _gate(known, UPDATE, -FAR)
            x, state = torch.randn(b, d), draw_state("gru", b, h)
            rows = slice(CANDIDATE * h, (CANDIDATE + 1) * h)
            hidden = state @ known["weight_hh"][rows].T + known["bias_hh"][rows]
            want = torch.tanh(x @ known["weight_ih"][rows].T + known["bias_ih"][rows] + value * hidden)
            words = f"the result for an update gate of 0 and a reset gate of {value}"
            got = form(own(student, "gru", known)(x, state), "gru", (b, h), F32, words)[0].detach()
            expect.close(got, want, words, rtol=1e-5, atol=1e-5)


@e3.check("gradients", points=0.75)
def gradients(student: Any) -> None:
    """Gradients in x, in h and in the parameters are right."""
    one_step.gradients(student, "gru")


@e3.check("square-sizes", points=0.5)
def square_sizes(student: Any) -> None:
    """Values and gradients are right where batch, input and hidden size are equal."""
    one_step.values(student, "gru", SQUARE)
    one_step.gradients(student, "gru", SQUARE[:1])


@e3.check("no-state", points=0.25)
def no_state(student: Any) -> None:
    """A missing state means zeros, also after calls with a state."""
    one_step.no_state(student, "gru")


@e3.check("float64", points=0.25)
def float64(student: Any) -> None:
    """After `.double()` the cell computes in float64, with a state and without."""
    one_step.float64(student, "gru")


@e3.check("device", points=0.25)
def device(student: Any) -> None:
    """The cell works where its parameters and x are, with a state and without, forward and backward."""
    one_step.device(student, "gru")


@e3.check("new-cells", points=0.25)
def new_cells(student: Any) -> None:
    """A new cell's weights are random, and others for each cell."""
    one_step.fresh(student, "gru")
