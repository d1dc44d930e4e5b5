"""Hidden checks of P3-E4: layers and directions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from assignments.P3.hidden.known_cells import (
    VALUES,
    backward,
    double,
    draw,
    draw_state,
    form,
    module,
    parts,
    same,
    same_gradient,
)
from assignments.P3.probes import cells, weights
from kit.checks import Exercise, expect

e4 = Exercise("P3-E4", names=("Recurrent",), forbidden=("rnn", "lstm", "gru"))

F32 = torch.float32
LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
Check = Callable[[Any], None]


@dataclass(frozen=True)
class Setup:
    """A layer and the sizes of what it is given."""

    kind: str
    layers: int = 1
    both: bool = False
    batch_first: bool = True
    b: int = 3
    t: int = 4
    d: int = 5
    h: int = 7

    @property
    def dirs(self) -> int:
        """Directions."""
        return 2 if self.both else 1

    @property
    def words(self) -> str:
        """For the student."""
        options = [f"{self.layers} layer{'s' * (self.layers > 1)}", *["bidirectional"] * self.both]
        options += ["batch_first=False"] * (not self.batch_first)
        return f"{self.kind}, {', '.join(options)}, B = {self.b}, T = {self.t}, D = {self.d}, H = {self.h}"

    @property
    def options(self) -> dict[str, Any]:
        """Arguments that differ from their defaults."""
        every = {"num_layers": self.layers, "bidirectional": self.both, "batch_first": self.batch_first}
        usual = {"num_layers": 1, "bidirectional": False, "batch_first": True}
        return {name: value for name, value in every.items() if value != usual[name]}

    def draw_input(self, dtype: torch.dtype = F32) -> Tensor:
        """A sequence in the layout of the setup; not contiguous."""
        shape = (self.b, self.t, self.d) if self.batch_first else (self.t, self.b, self.d)
        return torch.randn(*reversed(shape), dtype=dtype).permute(2, 1, 0)

    def draw_state(self) -> Any:
        """A state to start from."""
        return draw_state(self.kind, self.layers * self.dirs, self.b, self.h)

    def draw_weights(self, dtype: torch.dtype = F32) -> dict[str, Tensor]:
        """Weights by the names of the contract."""
        found = {}
        for k in range(self.layers * self.dirs):
            width = self.d if k < self.dirs else self.dirs * self.h
            found |= {f"cells.{k}.{name}": 0.8 * value for name, value in draw(self.kind, width, self.h, dtype).items()}
        return found

    def trusted(self, known: dict[str, Tensor]) -> nn.Module:
        """Torch's layer with these weights, in float64."""
        layer = LAYERS[self.kind](
            self.d, self.h, self.layers, batch_first=self.batch_first, bidirectional=self.both
        ).double()
        own = {}
        for name, value in known.items():
            _, k, part = name.split(".")
            level, direction = divmod(int(k), self.dirs)
            own[f"{part}_l{level}{'_reverse' * direction}"] = value.double()
        layer.load_state_dict(own)
        return layer

    def build(self, student: Any, known: dict[str, Tensor], device: str = "cpu", positional: bool = False) -> Any:
        """The student's layer with these weights, in their dtype."""
        sizes = self.kind, self.d, self.h
        if positional:
            net = student.Recurrent(*sizes, self.layers, self.both, self.batch_first)
        else:
            net = student.Recurrent(*sizes, **self.options)
        module(net, "Recurrent")
        if next(iter(known.values())).dtype == torch.float64:
            net.double()
        if device != "cpu":
            net.to(device)
        student.run(weights.load(net, known))
        return net

    def form(self, value: Any, dtype: torch.dtype = F32) -> tuple[Tensor, tuple[Tensor, ...]]:
        """What the student's layer returned, after a look at its form: out, and the tensors of the state."""
        words = f"the result ({self.words})"
        expect.instance(value, tuple, words)
        expect.that(len(value) == 2, f"{words} should be a pair (out, state_n), it has {len(value)} parts")
        front = (self.b, self.t) if self.batch_first else (self.t, self.b)
        expect.tensor(value[0], f"out ({self.words})", shape=(*front, self.dirs * self.h), dtype=dtype)
        shape = (self.layers * self.dirs, self.b, self.h)
        return value[0], form(value[1], self.kind, shape, dtype, f"state_n ({self.words})")


def _with_cells(check: Check) -> Check:
    """Run a check with torch's cells behind `make_cell`."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(make_cell=cells.torch_cells()):
            check(student)

    return bound


def _equal(student: Any, setup: Setup, given: bool = False, dtype: torch.dtype = F32, positional: bool = False) -> None:
    """Output and final state are those of torch's layer, also of a longer sequence afterwards, in eval mode."""
    known = setup.draw_weights(dtype)
    net, right = setup.build(student, known, positional=positional), setup.trusted(known)
    for training in (True, False):
        if not training:
            net.eval()
            setup = replace(setup, t=setup.t + 2)
        x, state = setup.draw_input(dtype), setup.draw_state() if given else None
        out, last = setup.form(net(x, state) if given else net(x), dtype)
        expect.untouched(student, "Recurrent")
        want, want_last = right(x.double(), double(state))
        tolerance = VALUES[dtype]
        expect.close(out.detach(), want.detach(), f"out ({setup.words})", rtol=tolerance, atol=tolerance)
        same(last, want_last, setup.kind, f"state_n ({setup.words})", tolerance)


@e4.check("rnn-two-layers", points=0.75)
@_with_cells
def rnn_two_layers(student: Any) -> None:
    """Two layers of "rnn" equal torch's with the same weights; their cells come from make_cell, new for each net."""
    setup = Setup("rnn", layers=2)
    net = setup.build(student, setup.draw_weights())
    expect.that(student.run(cells.count(net)) == 2, "two layers in one direction should hold 2 cells of make_cell")
    first, second = (list(module(student.Recurrent("rnn", 5, 7), "Recurrent").parameters()) for _ in range(2))
    alike = all(torch.equal(one.detach(), two.detach()) for one, two in zip(first, second, strict=True))
    expect.that(not alike, "two new layers have the same weights")
    _equal(student, setup)
    _equal(student, Setup("rnn", layers=2, b=4, t=4, d=4, h=4))


@e4.check("gru-both-directions", points=1.5)
@_with_cells
def gru_both_directions(student: Any) -> None:
    """Layers of "gru" equal torch's: one layer, and two in both directions."""
    _equal(student, Setup("gru"))
    _equal(student, Setup("gru", b=6, t=2, d=3, h=4))
    _equal(student, Setup("gru", both=True, b=2, t=6, d=7, h=3))
    _equal(student, Setup("gru", layers=2, both=True))
    _equal(student, Setup("gru", layers=2, both=True, b=1, t=3, d=2, h=1))
    _equal(student, Setup("gru", layers=2, both=True, b=4, t=4, d=4, h=4))


@e4.check("time-first", points=1)
@_with_cells
def time_first(student: Any) -> None:
    """With batch_first=False, the last argument, time is the first axis of x and out, for one layer and for three."""
    _equal(student, Setup("gru", layers=3, both=True, batch_first=False))
    _equal(student, Setup("gru", layers=3, both=True, batch_first=False, b=4, t=4, d=4, h=4))
    _equal(student, Setup("lstm", batch_first=False, b=5, t=3, d=2, h=4))
    _equal(student, Setup("rnn", both=True, batch_first=False), positional=True)
    _equal(student, Setup("rnn", both=True), positional=True)


@e4.check("lstm", points=1.25)
@_with_cells
def lstm(student: Any) -> None:
    """Layers of "lstm" equal torch's, also two in both directions; the final state is a pair."""
    _equal(student, Setup("lstm", layers=2, both=True))
    _equal(student, Setup("lstm", b=2, t=5, d=3, h=4))


@e4.check("one-step", points=0.5)
@_with_cells
def one_step(student: Any) -> None:
    """Sequences of length 1 work for every kind, layout and direction."""
    for kind in LAYERS:
        _equal(student, Setup(kind, layers=2, both=True, t=1))
        _equal(student, Setup(kind, batch_first=False, t=1, b=4))


@e4.check("given-state", points=1)
@_with_cells
def given_state(student: Any) -> None:
    """A given state is where each layer and direction starts, and gets gradients."""
    for setup in (Setup("gru", layers=2, both=True), Setup("lstm", layers=2, both=True), Setup("lstm", layers=3)):
        _equal(student, setup, given=True)
    _equal(student, Setup("gru", layers=2, both=True, batch_first=False), given=True)
    for setup in (Setup("gru", layers=2, both=True), Setup("lstm", layers=2)):
        known = setup.draw_weights()
        net, right = setup.build(student, known), setup.trusted(known)
        x, state = setup.draw_input(), setup.draw_state()
        true_state = double(state)
        for leaf in (*parts(state), *parts(true_state)):
            leaf.requires_grad_()
        out, _ = setup.form(net(x, state))
        want, _ = right(x.double(), true_state)
        cotangent = torch.randn(want.shape, dtype=torch.float64)
        backward([out], [cotangent.float()], "Recurrent")
        backward([want], [cotangent], "")
        for one, two, name in zip(parts(state), parts(true_state), ("h", "c"), strict=False):
            same_gradient(one, two, f"the first {name}")


@e4.check("gradients", points=1)
@_with_cells
def gradients(student: Any) -> None:
    """The gradient in every step of the input is right, from the outputs and from the final state."""
    for setup in (
        Setup("rnn", layers=2),
        Setup("gru", layers=2, both=True),
        Setup("lstm", both=True, batch_first=False),
        Setup("gru", t=13, d=2, h=3),
    ):
        known = setup.draw_weights()
        net, right = setup.build(student, known), setup.trusted(known)
        for from_state in (False, True):
            net.train(from_state)
            x = setup.draw_input().requires_grad_()
            true_x = x.detach().double().requires_grad_()
            out, last = setup.form(net(x))
            want, want_last = right(true_x)
            mine, true = (last, parts(want_last)) if from_state else ((out,), (want,))
            cotangents = [torch.randn(one.shape, dtype=torch.float64) for one in true]
            backward(mine, [one.float() for one in cotangents], "Recurrent")
            backward(true, cotangents, "")
            same_gradient(x, true_x, f"x ({setup.words})")


@e4.check("samples", points=0.5)
@_with_cells
def samples(student: Any) -> None:
    """Samples do not see each other: changing one changes its own outputs and states, and no others."""
    for setup in (
        Setup("gru"),
        Setup("lstm", layers=2, both=True),
        Setup("rnn", batch_first=False, b=4, t=4, d=4, h=4),
    ):
        net = setup.build(student, setup.draw_weights())
        x = setup.draw_input()
        other, axis = x.clone(), 0 if setup.batch_first else 1
        changed = int(torch.randint(setup.b, ()))
        other.select(axis, changed).add_(1)
        before, after = setup.form(net(x)), setup.form(net(other))
        pairs = [(before[0].movedim(axis, 0), after[0].movedim(axis, 0), "out")]
        pairs += [
            (one.movedim(1, 0), two.movedim(1, 0), "state_n") for one, two in zip(before[1], after[1], strict=True)
        ]
        for one, two, name in pairs:
            moved = (one - two).detach().abs().flatten(1).amax(1) > 1e-6
            expect.that(bool(moved[changed]), f"{name} of a sample does not depend on its input ({setup.words})")
            expect.that(int(moved.sum()) == 1, f"changing one sample changes {name} of others ({setup.words})")


@e4.check("device", points=0.5)
@_with_cells
def device(student: Any) -> None:
    """The layer works where its parameters and x are, and in float64, and gives what it gives elsewhere."""
    for setup in (Setup("gru", layers=2, both=True), Setup("lstm", batch_first=False)):
        known, x, state = setup.draw_weights(), setup.draw_input(), setup.draw_state()
        for given in ((), (state,)):
            want, want_last = setup.form(setup.build(student, known)(x, *given))
            plain = want_last if setup.kind == "lstm" else want_last[0]
            net = setup.build(student, {name: value.double() for name, value in known.items()})
            out, last = setup.form(net(x.double(), *map(double, given)), torch.float64)
            expect.close(out.detach(), want.detach().double(), "out in float64, against float32,", rtol=1e-4, atol=1e-4)
            precise = not torch.equal(out.detach(), out.detach().float().double())
            expect.that(precise, "out in float64 has the precision of float32")
            same(last, plain, setup.kind, "state_n in float64, against float32,", 1e-4)
            with student.cuda():
                net = setup.build(student, known, "cuda")
                out, last = setup.form(net(x, *given))
                expect.on_device(student, "what Recurrent returns")
                expect.close(out.detach(), want.detach(), "out on a GPU, against the CPU,", rtol=1e-3, atol=1e-3)
                same(last, plain, setup.kind, "state_n on a GPU, against the CPU,", 1e-3)
                backward([out], [torch.randn(out.shape)], "Recurrent")
                for name, gradient in student.run(weights.gradients(net)).items():
                    expect.that(gradient is not None, f"no gradient comes to the parameter {name}")
