"""Hidden checks of P3-E5: gradients through time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from assignments.P3.hidden.known_cells import GATES, draw
from assignments.P3.probes import cells
from assignments.P3.reference import through_time as reference
from kit.checks import Exercise, expect
from kit.probes import through_time

e5 = Exercise(
    "P3-E5",
    names=("bptt_gradient_norms", "clip_gradient_norm", "truncated_backward"),
    forbidden=("torch.nn.utils.clip_grad_norm_", "torch.nn.utils.get_total_norm"),
)

F32, F64 = torch.float32, torch.float64
SIZES = ((3, 6, 5, 4), (2, 3, 4, 6), (1, 5, 2, 3), (4, 1, 3, 2), (4, 4, 4, 4), (2, 7, 1, 1))
"""Batch, steps, input and hidden size."""


# --- norms along time ---------------------------------------------------------------------------------


def _norms(student: Any, cell: Any, x: Tensor, words: str) -> Tensor:
    """What the student's function makes of a cell and a sequence, after a look at its form."""
    got: Tensor = student.bptt_gradient_norms(cell, x)
    expect.untouched(student, "bptt_gradient_norms")
    expect.tensor(got, f"the norms ({words})", shape=(x.shape[1],))
    return got.detach()


@e5.check("norms", points=1)
def norms(student: Any) -> None:
    """For every kind of cell entry t is the norm of the gradient in the state after step t, for "lstm" in c."""
    for kind in GATES:
        for b, t, d, h in SIZES:
            call, x = cells.known(kind, draw(kind, d, h, F64)), torch.randn(b, t, d, dtype=F64)
            words = f"{kind}, B = {b}, T = {t}, D = {d}, H = {h}"
            got = _norms(student, call, x, words)
            expect.close(got, reference.gradient_norms(call.local(), x), f"the norms ({words})")
            expect.close(got[-1:], torch.tensor([math.sqrt(b * h)], dtype=F64), f"the last norm ({words})", rtol=1e-5)


@e5.check("growth", points=0.5)
def growth(student: Any) -> None:
    """With rho times an orthogonal matrix and states at 0 the norm falls, or grows, by rho at each step back."""
    for rho, b, t, h in ((0.5, 3, 40, 5), (1.5, 2, 9, 7), (1.0, 4, 5, 3)):
        orthogonal = torch.linalg.qr(torch.randn(h, h, dtype=F64))[0]
        zeros = torch.zeros(h, dtype=F64)
        known = {"weight_ih": torch.randn(h, 4, dtype=F64), "weight_hh": rho * orthogonal}
        call = cells.known("rnn", known | {"bias_ih": zeros, "bias_hh": zeros})
        got = _norms(student, call, torch.zeros(b, t, 4, dtype=F64), f"rho = {rho}, T = {t}")
        expect.that(float(got[-1]) > 0, "the last norm is 0")
        want = rho ** torch.arange(t - 1, -1, -1, dtype=F64)
        expect.close(got / got[-1], want, f"the norms divided by the last one, for rho = {rho},", rtol=1e-5)


@e5.check("norms-form", points=0.5)
def norms_form(student: Any) -> None:
    """The norms have dtype and device of x; cell and x stay as they were, and a second call gives the same."""
    for kind in GATES:
        for dtype in (F32, F64):
            known, x = draw(kind, 5, 7, dtype), torch.randn(3, 4, 5, dtype=dtype)
            cell = student.run(cells.known(kind, known))
            first = _norms(student, cell, x, kind)
            expect.tensor(first, "the norms", dtype=dtype)
            expect.close(_norms(student, cell, x, kind), first, "the norms of a second call, against the first,")
            for name, value in cell.state_dict().items():
                expect.that(torch.equal(value, known[name]), f"{name} of the cell has other values than before")
            expect.that(cell.training, "the cell is left in another mode than before")
        with student.cuda():
            got = student.bptt_gradient_norms(cells.known(kind, draw(kind, 5, 7)), torch.randn(3, 4, 5))
            expect.tensor(got, "the norms", shape=(4,), dtype=F32)
            expect.on_device(student, "the norms")
            expect.finite(got.detach(), "the norms")


# --- clipping -----------------------------------------------------------------------------------------

SHAPES = ((5, 3), (7,), (2, 4, 3), ())
"""Of parameters."""


def _gradients(dtype: torch.dtype = F64) -> list[Tensor | None]:
    """Gradients of very different norms."""
    return [scale * torch.randn(shape, dtype=dtype) for scale, shape in zip((3, 0.1, 1, 8), SHAPES, strict=True)]


def _clip(student: Any, gradients: list[Tensor | None], max_norm: float, lazily: bool = False) -> dict[str, Any]:
    """What the student's function returned and did, after a look at its form."""
    values = [torch.randn(shape, dtype=F64) for shape in SHAPES]
    values = [one if two is None else one.to(two.dtype) for one, two in zip(values, gradients, strict=True)]
    told: dict[str, Any] = student.run(
        through_time.clipped(student.clip_gradient_norm, values, gradients, max_norm, lazily)
    )
    expect.tensor(told["result"], "the returned norm", shape=())
    for got, want in zip(told["values"], values, strict=True):
        expect.that(torch.equal(got.cpu(), want), "clip_gradient_norm changes the parameters themselves")
    for got, before in zip(told["gradients"], gradients, strict=True):
        expect.that((got is None) == (before is None), "a gradient appears or disappears")
        if before is not None:
            expect.tensor(got, "a gradient", shape=tuple(before.shape), dtype=before.dtype)
    return told


def _joint(gradients: list[Tensor | None]) -> Tensor:
    """The norm of all gradients together."""
    return torch.cat([one.flatten().double() for one in gradients if one is not None]).norm()


def _by_torch(gradients: list[Tensor | None], max_norm: float) -> list[Tensor | None]:
    """Gradients that torch's own function has clipped."""
    parameters = [nn.Parameter(torch.zeros(shape, dtype=F64)) for shape in SHAPES]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = None if gradient is None else gradient.double().clone()
    nn.utils.clip_grad_norm_(parameters, max_norm)
    return [one.grad for one in parameters]


def _all_close(got: list[Tensor | None], want: list[Tensor | None], words: str) -> None:
    for one, right, shape in zip(got, want, SHAPES, strict=True):
        if right is not None:
            expect.close(one, right, f"{words} of shape {shape}", rtol=1e-5, atol=1e-7)


@e5.check("clip-above", points=0.75)
def clip_above(student: Any) -> None:
    """Above the limit all gradients are scaled by one factor to the joint norm max_norm; returned is the old norm."""
    for max_norm in (2.5, 1, 0.3):
        for dtype in (F64, F32):
            gradients = _gradients(dtype)
            told = _clip(student, gradients, max_norm)
            expect.close(float(told["result"]), float(_joint(gradients)), "the returned norm", rtol=1e-5)
            _all_close(told["gradients"], _by_torch(gradients, max_norm), "the clipped gradient")


@e5.check("clip-below", points=0.5)
def clip_below(student: Any) -> None:
    """Below the limit no gradient changes in the last bit, also where all are 0; the norm is returned all the same."""
    quiet = [torch.zeros(shape, dtype=F64) for shape in SHAPES]
    for gradients, max_norm in ((_gradients(), 500.0), (_gradients(F32), 70), (quiet, 1.0)):
        told = _clip(student, gradients, max_norm)
        expect.close(float(told["result"]), float(_joint(gradients)), "the returned norm", rtol=1e-5)
        for got, before in zip(told["gradients"], gradients, strict=True):
            expect.that(torch.equal(got.cpu(), before), "a gradient below the limit changes")


@e5.check("clip-in-place", points=0.25)
def clip_in_place(student: Any) -> None:
    """The gradient tensors themselves are scaled: who holds one sees it."""
    gradients = _gradients()
    told = _clip(student, gradients, 1.5)
    for held, now, before in zip(told["held"], told["gradients"], gradients, strict=True):
        expect.that(not torch.equal(held, before), "the tensor that was the gradient has not changed")
        expect.close(held, now, "the tensor that was the gradient, against the gradient,")


@e5.check("clip-any-parameters", points=0.5)
def clip_any_parameters(student: Any) -> None:
    """Parameters without a gradient are skipped, a generator will do, and so will parameters on a GPU."""
    for missing in ((0,), (1, 3), (2,)):
        for lazily in (False, True):
            gradients = [None if number in missing else one for number, one in enumerate(_gradients())]
            told = _clip(student, gradients, 0.9, lazily)
            expect.close(float(told["result"]), float(_joint(gradients)), "the returned norm", rtol=1e-5)
            _all_close(told["gradients"], _by_torch(gradients, 0.9), "the clipped gradient")
    with student.cuda():
        gradients = _gradients(F32)
        told = _clip(student, gradients, 0.9)
        expect.close(float(told["result"]), float(_joint(gradients)), "the returned norm", rtol=1e-4)
        for got, want in zip(told["gradients"], _by_torch(gradients, 0.9), strict=True):
            expect.close(got.cpu(), want, "the clipped gradient", rtol=1e-4, atol=1e-6)


# --- truncated backward -------------------------------------------------------------------------------


@dataclass
class Setup:
    """A cell, a head, sequences and labels."""

    kind: str
    chunk: int
    b: int = 3
    t: int = 7
    d: int = 4
    h: int = 5
    k: int = 6
    dtype: torch.dtype = F64
    cell: dict[str, Tensor] = field(init=False)
    head: dict[str, Tensor] = field(init=False)
    x: Tensor = field(init=False)
    y: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.cell = draw(self.kind, self.d, self.h, self.dtype)
        self.head = {
            "weight": torch.randn(self.k, self.h, dtype=self.dtype),
            "bias": torch.randn(self.k).to(self.dtype),
        }
        self.x = torch.randn(self.b, self.t, self.d, dtype=self.dtype)
        self.y = torch.randint(self.k, (self.b, self.t))

    @property
    def words(self) -> str:
        """For the student."""
        return f"{self.kind}, T = {self.t}, chunk = {self.chunk}"

    def trusted(self) -> Any:
        """Arguments of the reference: cell and head in float64, x, y, chunk."""
        cell = cells.known(self.kind, {name: one.double() for name, one in self.cell.items()}).local()
        head = nn.Linear(self.h, self.k, dtype=F64)
        head.load_state_dict({name: one.double() for name, one in self.head.items()})
        return cell, head, self.x.double(), self.y, self.chunk

    def run(self, student: Any, old: float = 0.0) -> dict[str, Any]:
        """What the student's function returned and did, after a look at the form of the losses."""
        function, cell = student.truncated_backward, cells.known(self.kind, self.cell)
        call = through_time.truncated(function, cell, self.head, self.x, self.y, self.chunk, old)
        told: dict[str, Any] = student.run(call)
        expect.tensor(told["result"], f"the losses ({self.words})", shape=(-(-self.t // self.chunk),), grad=False)
        return told


def _setups() -> list[Setup]:
    """Short last chunk, chunks of one step, one chunk, a chunk longer than the sequence, equal sizes."""
    found = [Setup(kind, chunk) for kind in GATES for chunk in (3, 1, 7)]
    found += [Setup("gru", 9), Setup("lstm", 5, b=1, t=6), Setup("rnn", 2, b=4, t=4, d=4, h=4, k=4)]
    return [*found, Setup("lstm", 4, b=2, t=9, d=1, h=3, k=2), Setup("gru", 2, t=1)]


@e5.check("chunk-losses", points=1)
def chunk_losses(student: Any) -> None:
    """The loss of a chunk is the mean cross-entropy of its steps in an uncut pass: the state's value is carried on."""
    for setup in _setups():
        want = reference.chunk_losses(*setup.trusted())
        expect.close(setup.run(student)["result"], want, f"the losses ({setup.words})")


@e5.check("chunk-gradients", points=1)
def chunk_gradients(student: Any) -> None:
    """Gradients of cell and head are the sums over the chunks, added to what was there; weights stay as they were."""
    for setup in _setups():
        for old in (0.0, 0.25):
            told = setup.run(student, old)
            want, _ = reference.chunk_gradients(*setup.trusted())
            for name, value in told["weights"].items():
                part, _, short = name.partition(".")
                before = (setup.cell if part == "cell" else setup.head)[short]
                expect.that(torch.equal(value, before), f"{name} has other values than before")
            for name, right in want.items():
                got = told["gradients"][name]
                expect.that(got is not None, f"no gradient comes to {name} ({setup.words})")
                expect.close(got, right + old, f"the gradient of {name} ({setup.words})")


@e5.check("graph-cut", points=0.5)
def graph_cut(student: Any) -> None:
    """Each chunk is differentiated at its end, and no gradient goes from a chunk to the inputs of an earlier one."""
    for setup in (Setup("rnn", 3), Setup("gru", 2), Setup("lstm", 3), Setup("lstm", 1, t=4)):
        told = setup.run(student)
        seen, inputs = told["seen"], told["inputs"]
        expect.that(len(seen) == setup.t, f"the cell is called {len(seen)} times for {setup.t} steps")
        expect.tensor(inputs, "the gradient in the inputs of the steps", shape=(setup.b, setup.t, setup.d))
        _, want = reference.chunk_gradients(*setup.trusted())
        expect.close(inputs, want, f"the gradient in the inputs of the steps ({setup.words})")
        for t in range(1, setup.t):
            moved = seen[t] != seen[t - 1]
            if setup.chunk > 1 or t > 1:  # after a first step from zeros the recurrent weight has no gradient
                words = f"backward at the end of each chunk ({setup.words}): at step {t + 1} a gradient"
                right = moved == (t % setup.chunk == 0)
                expect.that(right, f"{words} {'comes too early' if moved else 'of the chunk before is missing'}")


@e5.check("chunk-device", points=0.5)
def chunk_device(student: Any) -> None:
    """It works where cell, head and data are, and in float32, and gives what it gives elsewhere."""
    for kind in ("gru", "lstm"):
        setup = Setup(kind, 3, dtype=F32)
        own = setup.run(student)
        with student.cuda():
            there = setup.run(student)
        expect.close(there["result"].cpu(), own["result"].cpu(), "the losses, on a GPU,", rtol=1e-3, atol=1e-3)
        for name, right in own["gradients"].items():
            got = there["gradients"][name]
            expect.that(got is not None and right is not None, f"no gradient comes to {name}")
            expect.close(got.cpu(), right, f"the gradient of {name}, on a GPU,", rtol=2e-3, atol=2e-3)
