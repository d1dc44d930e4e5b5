"""Hidden checks of P3-E2: the LSTM cell."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden import one_step
from assignments.P3.hidden.known_cells import RECURRENT, SIZES, SQUARE, backward, draw, draw_state, form, own
from kit.checks import Exercise, expect

e2 = Exercise("P3-E2", names=("LSTMCell",), forbidden=RECURRENT)

F32 = torch.float32
FAR = 60.0
"""A bias that saturates a gate: the sigmoid is 1 or 0 to the last digit."""
INPUT, FORGET, CANDIDATE = 0, 1, 2
"""Places of the gates."""


def _bias(known: dict[str, Tensor], gate: int, value: float) -> None:
    """Set the bias of a gate."""
    h = known["weight_hh"].shape[1]
    known["bias_ih"][gate * h : (gate + 1) * h] = value


@e2.check("values", points=1.25)
def values(student: Any) -> None:
    """With given weights both results of two steps are those of torch's cell; x, h and c stay as they were."""
    one_step.values(student, "lstm", SIZES + SQUARE)


@e2.check("saturated-gates", points=0.75)
def saturated_gates(student: Any) -> None:
    """Forget gate open and input gate closed: c' is c. The other way round: c' is the candidate."""
    for b, d, h in SIZES[:3]:
        known = draw("lstm", d, h)
        x, (before, cell_state) = torch.randn(b, d), draw_state("lstm", b, h)
        for forget in (True, False):
            _bias(known, FORGET, FAR if forget else -FAR)
            _bias(known, INPUT, -FAR if forget else FAR)
            words = f"the result with the forget gate {'open' if forget else 'closed'}, the input gate the other way"
            got = form(own(student, "lstm", known)(x, (before, cell_state)), "lstm", (b, h), F32, words)
            rows = slice(CANDIDATE * h, (CANDIDATE + 1) * h)
            sums = x @ known["weight_ih"][rows].T + before @ known["weight_hh"][rows].T
            candidate = torch.tanh(sums + known["bias_ih"][rows] + known["bias_hh"][rows])
            name = f"c' of {words}, against {'c' if forget else 'the candidate'},"
            expect.close(got[1].detach(), cell_state if forget else candidate, name, rtol=1e-5, atol=1e-5)


@e2.check("output-from-memory", points=0.25)
def output_from_memory(student: Any) -> None:
    """h' depends on c, in each element on the one of its own unit alone."""
    b, d, h = SIZES[0]
    known = draw("lstm", d, h)
    cell = own(student, "lstm", known)
    x, (before, cell_state) = torch.randn(b, d), draw_state("lstm", b, h)
    first = form(cell(x, (before, cell_state)), "lstm", (b, h), F32, "the result")[0]
    row, unit = int(torch.randint(b, ())), int(torch.randint(h, ()))
    other = cell_state.clone()
    other[row, unit] = -cell_state[row, unit] - 1
    second = form(cell(x, (before, other)), "lstm", (b, h), F32, "the result")[0]
    moved = (first - second).detach().abs() > 1e-6
    expect.that(bool(moved[row, unit]), "h' does not depend on c")
    expect.that(int(moved.sum()) == 1, "one element of c changes other elements of h'")


@e2.check("memory-keeps-gradients", points=0.75)
def memory_keeps_gradients(student: Any) -> None:
    """With recurrent weights 0 and an open forget gate the gradient along c is exactly 1 over 50 steps."""
    b, d, h = 2, 3, 4
    known = draw("lstm", d, h)
    known["weight_hh"].zero_()
    _bias(known, FORGET, FAR)
    cell = own(student, "lstm", known)
    steps, state = [], draw_state("lstm", b, h)
    for x in torch.randn(50, b, d):
        before, memory = state[0], state[1].requires_grad_()
        after = form(cell(x, (before, memory)), "lstm", (b, h), F32, "the result of a step")
        steps.append((memory, after[1]))
        state = tuple(one.detach() for one in after)
    found = torch.ones(b, h)
    for memory, after in reversed(steps):
        backward([after], [found], "c'")
        expect.that(memory.grad is not None, "no gradient comes along c")
        found = memory.grad
    expect.close(found, torch.ones(b, h), "the gradient of c after 50 steps in c at the start", rtol=0, atol=1e-6)


@e2.check("gradients", points=0.75)
def gradients(student: Any) -> None:
    """Gradients in x, h, c and the parameters are right."""
    one_step.gradients(student, "lstm")


@e2.check("no-state", points=0.5)
def no_state(student: Any) -> None:
    """A missing state means zeros for h and for c, also after calls with a state."""
    one_step.no_state(student, "lstm")


@e2.check("float64", points=0.25)
def float64(student: Any) -> None:
    """After `.double()` the cell computes in float64, with a state and without."""
    one_step.float64(student, "lstm")


@e2.check("device", points=0.25)
def device(student: Any) -> None:
    """The cell works where its parameters and x are, with a state and without, forward and backward."""
    one_step.device(student, "lstm")


@e2.check("new-cells", points=0.25)
def new_cells(student: Any) -> None:
    """A new cell's weights are random, and others for each cell."""
    one_step.fresh(student, "lstm")
