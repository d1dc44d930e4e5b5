"""P5-E09: the schedule and the training loop."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import epochs as probes
from assignments.P5.reference import epochs as reference
from kit.checks import Exercise, expect

e09 = Exercise("P5-E09", names=("build_scheduler", "train_one_epoch", "fit"))

F32, F64 = torch.float32, torch.float64
CLASSES = 4
SIZES, VAL_SIZES = (6, 5, 2), (7, 3)
SERIES = ("train/loss", "train/acc", "val/acc", "lr")
Batch = tuple[Tensor, Tensor]


def _batches(sizes: tuple[int, ...], dtype: torch.dtype = F64, first: int = 0) -> list[Batch]:
    """Clouds (B, 3, 7) whose first value is their number, and labels that depend on them."""
    batches = []
    for size in sizes:
        points = torch.randn(size, 3, 7, dtype=dtype) + torch.randn(size, 3, 1, dtype=dtype)
        labels = (points.mean(2).argmax(1) + (torch.rand(size) < 0.3)) % CLASSES
        points[:, 0, 0] = torch.arange(first, first + size) / 16
        first += size
        batches.append((points, labels))
    return batches


def _state(dtype: torch.dtype = F64) -> dict[str, Tensor]:
    """Draw the weights of the network."""
    return {
        "points.weight": torch.randn(5, 3, 1, dtype=dtype),
        "norm.weight": 0.5 + torch.rand(5, dtype=dtype),
        "norm.bias": torch.randn(5, dtype=dtype) / 2,
        "norm.running_mean": torch.randn(5, dtype=dtype) / 4,
        "norm.running_var": 0.5 + torch.rand(5, dtype=dtype),
        "norm.num_batches_tracked": torch.tensor(3),
        "head.weight": torch.randn(CLASSES, 5, dtype=dtype) / 2,
        "head.bias": torch.randn(CLASSES, dtype=dtype) / 2,
    }


def _float(value: Any, name: str) -> None:
    expect.that(type(value) is float, f"{name} should be a Python float, it is {type(value).__name__}")


def _same_state(told: dict[str, Any], want: reference.Run, when: str) -> None:
    for name, value in want.state.items():
        expect.tensor(told["state"][name], name, shape=tuple(value.shape))
        expect.close(told["state"][name], value, f"{name} after {when}", rtol=1e-6, atol=1e-6)


# --- schedule -----------------------------------------------------------------------------------------


def _rates(student: Any, first: list[float], calls: int, args: tuple[Any, ...], adam: bool) -> None:
    every, gamma = (*args, 20, 0.5)[:2] if len(args) != 1 else (args[0], 0.5)
    found = student.run(probes.scheduled(student.build_scheduler, first, calls, args, adam))
    for number, rates in enumerate(found):
        for got, rate in zip(rates, first, strict=True):
            want = rate * gamma ** (number // every)
            expect.close(got, want, f"the rate after {number} calls of step() with {args or 'defaults'}", 1e-9, 0.0)


@e09.check("halved-every-20-epochs", points=0.5)
def halved_every_20_epochs(student: Any) -> None:
    """By default the rate is halved after 20, 40, 60 calls of `step()`, never between, in every group."""
    for first, adam in (([0.1, 0.03, 0.7], False), ([0.002], True)):
        _rates(student, [one * (0.5 + float(torch.rand(()))) for one in first], 61, (), adam)


@e09.check("other-steps", points=0.5)
def other_steps(student: Any) -> None:
    """`step_epochs` and `gamma` are free; every group goes on from its own first rate."""
    for args in ((3, 0.1), (1, 0.9), (7,), (4, 2.0), (2, 1.0)):
        _rates(student, [0.4 * float(torch.rand(())) + 0.1 for _ in range(2)], 13, args, False)


# --- one epoch ----------------------------------------------------------------------------------------


@e09.check("trajectory", points=1)
def trajectory(student: Any) -> None:
    """After epochs of uneven batches weights and statistics are those of the optimiser's plain steps."""
    for sizes, rates, momentum, other in (
        ((6, 5, 2), [0.1], 0.0, False),
        ((3, 7), [0.2, 0.05], 0.5, True),
        ((4,), [0.3], 0.0, False),
    ):
        state, epochs = _state(), [_batches(sizes) for _ in range(5)]
        want = reference.run(state, epochs, _batches(VAL_SIZES), rates, None, momentum, other)
        told = student.run(probes.trained(student.train_one_epoch, state, epochs, rates, momentum, other))
        _same_state(told, want, f"5 epochs with batches of {sizes}")
        clear = all(event["clear"] for event in told["events"] if event["kind"] == "backward")
        expect.that(clear, "a backward pass begins while gradients of an earlier one are still there")


@e09.check("means-over-samples", points=0.5)
def means_over_samples(student: Any) -> None:
    """Loss and accuracy of the epoch are Python floats, means over all samples, from `compute_loss`."""
    for sizes, other, dtype in (((7, 2), False, F64), ((3, 3, 1), False, F32), ((2, 6), True, F64), ((5,), True, F32)):
        state, epochs = _state(dtype), [_batches(sizes, dtype) for _ in range(3)]
        want = reference.run(state, epochs, _batches(VAL_SIZES, dtype), [0.2], None, 0.0, other)
        told = student.run(probes.trained(student.train_one_epoch, state, epochs, [0.2], 0.0, other))
        for number, got in enumerate(told["results"]):
            expect.instance(got, dict, "the result of train_one_epoch")
            expect.that(set(got) == {"loss", "acc"}, f"the keys of the result are {sorted(map(str, got))}")
            for key, wanted in (("loss", want.loss[number]), ("acc", want.train_acc[number])):
                _float(got[key], key)
                words = f"{key} of an epoch with batches of {sizes}"
                expect.close(got[key], wanted, words, rtol=1e-7 if dtype == F64 else 1e-4, atol=1e-7)


@e09.check("one-pass-a-batch", points=0.25)
def one_pass_a_batch(student: Any) -> None:
    """Each batch has one forward pass in train mode, one backward pass, one step; no graph is kept; train mode."""
    epochs = [_batches(SIZES) for _ in range(2)]
    told = student.run(probes.trained(student.train_one_epoch, _state(), epochs, [0.1]))
    forwards = [event for event in told["events"] if event["kind"] == "forward"]
    expect.that(all(all(event["modes"]) for event in forwards), "some module is not in train mode during training")
    firsts = [event["first"] for event in forwards]
    wanted = [points[:, 0, 0].tolist() for batches in epochs for points, _ in batches]
    expect.that(firsts == wanted, "the model should see every batch once, in the order of the loader")
    kinds = [event["kind"] for event in told["events"]]
    right = kinds == ["forward", "backward", "step"] * len(wanted)
    expect.that(right, "for each batch there should be one forward pass, one backward pass, one step, in this order")
    expect.that(told["alive"] == 0, "graphs of batches stay alive: keep numbers, not losses that have a graph")
    expect.that(told["modes"] == [True], "after train_one_epoch the model should be in train mode")


@e09.check("epoch-on-device", points=0.25)
def epoch_on_device(student: Any) -> None:
    """`train_one_epoch` moves the batches to `device`; the numbers agree with those on the CPU."""
    state, epochs = _state(F32), [_batches((4, 3), F32)]
    told = {}
    for place in ("cpu", "cuda"):
        with student.cuda(move=False):
            told[place] = student.run(probes.trained(student.train_one_epoch, state, epochs, [0.1], device=place))
    places = {event["device"] for event in told["cuda"]["events"] if event["kind"] == "forward"}
    expect.that(places == {"cuda"}, "the clouds are not on the device")
    expect.that(told["cuda"]["places"] == ["cuda"], "after the epoch the model is not on the device")
    for key in ("loss", "acc"):
        pair = []
        for place in ("cuda", "cpu"):
            result = told[place]["results"][0]
            expect.instance(result, dict, "the result of train_one_epoch")
            expect.that(key in result, f'the result has no "{key}"')
            _float(result[key], key)
            pair.append(result[key])
        expect.close(pair[0], pair[1], f"{key} on a GPU, against that on the CPU,", 1e-3, 1e-6)


# --- fit ----------------------------------------------------------------------------------------------


class Case:
    """Data and start of a training in several calls."""

    def __init__(
        self, calls: list[int], schedule: tuple[int, float] | None, momentum: float = 0.0, other: bool = False
    ) -> None:
        self.calls, self.schedule, self.momentum, self.other = calls, schedule, momentum, other
        self.state, self.rates = _state(), [0.3, 0.1]
        self.train, self.val = _batches(SIZES), _batches(VAL_SIZES, first=100)

    def want(self) -> reference.Run:
        """The trusted run of all calls together."""
        epochs = [self.train] * sum(self.calls)
        return reference.run(self.state, epochs, self.val, self.rates, self.schedule, self.momentum, self.other)

    def got(self, student: Any, device: str | None = None) -> dict[str, Any]:
        """The student's run, each epoch by the given version."""
        data = (self.state, self.train, self.val, self.rates, self.calls, self.schedule)
        with student.bind(train_one_epoch=probes.one_epoch()):
            told: dict[str, Any] = student.run(probes.fitted(student.fit, *data, self.momentum, self.other, device))
        for history, epochs in zip(told["results"], self.calls, strict=True):
            _form(history, epochs)
        return told


def _form(history: Any, epochs: int) -> None:
    expect.instance(history, dict, "the history")
    expect.that(set(history) == set(SERIES), f"the keys of the history are {sorted(map(str, history))}")
    for name in SERIES:
        expect.instance(history[name], list, f"{name} of the history")
        count = len(history[name])
        expect.that(count == epochs, f"{name} of the history has {count} entries after {epochs} epochs")
        for value in history[name]:
            _float(value, f"an entry of {name}")


def _solved() -> Case:
    """Draw a network that is right about all clouds from the start: nothing gets better."""
    case = Case([12], (5, 0.5))
    case.state["head.bias"][0] += 30
    for _, labels in (*case.train, *case.val):
        labels.zero_()
    return case


@e09.check("history", points=0.75)
def history(student: Any) -> None:
    """The history holds loss, accuracies, rate of all epochs; weights follow the schedule, or the fixed rate."""
    cases = Case([5], (2, 0.3)), Case([3], None), Case([1], (1, 0.5)), Case([4], (1, 0.5), other=True), Case([22], None)
    for case in (*cases, _solved()):
        want, told = case.want(), case.got(student)
        found = told["results"][0]
        series = (want.loss, want.train_acc, want.val_acc, [rates[0] for rates in want.rates])
        for name, wanted in zip(SERIES, series, strict=True):
            for number, (got, right) in enumerate(zip(found[name], wanted, strict=True)):
                expect.close(got, right, f"{name} of epoch {number}", 1e-6, 1e-7)
        _same_state(told, want, f"{case.calls[0]} epochs with schedule {case.schedule}")


@e09.check("second-call-goes-on", points=0.5)
def second_call_goes_on(student: Any) -> None:
    """A second call goes on from the rate that was reached and from the state of the optimiser."""
    for case in (Case([3, 4], (2, 0.5)), Case([2, 1, 2], (1, 0.4)), Case([2, 2], None, momentum=0.8)):
        want, told = case.want(), case.got(student)
        got = [rate for found in told["results"] for rate in found["lr"]]
        for number, (rate, right) in enumerate(zip(got, want.rates, strict=True)):
            expect.close(rate, right[0], f"the rate noted for epoch {number} of calls of {case.calls}", 1e-9, 0.0)
        used = [event["rates"] for event in told["events"] if event["kind"] == "step"]
        wanted = [rates for rates in want.rates for _ in SIZES]
        expect.that(len(used) == len(wanted), "there should be one step of the optimiser for each batch")
        for rates, right in zip(used, wanted, strict=True):
            for rate, value in zip(rates, right, strict=True):
                expect.close(rate, value, "a rate that is used", 1e-9, 0.0)
        _same_state(told, want, f"calls of {case.calls} epochs")


@e09.check("order-in-fit", points=0.5)
def order_in_fit(student: Any) -> None:
    """Each epoch: batches in train mode, the schedule once, validation in eval mode; no graph is kept."""
    for case in (Case([3], (2, 0.5)), Case([2], None)):
        told = case.got(student)
        epoch: list[tuple[str, ...]] = []
        for event in told["events"]:
            if event["kind"] == "forward":
                modes = set(event["modes"])
                expect.that(len(modes) == 1, "some modules are in train mode, others in eval mode")
                epoch.append(("train" if modes == {True} else "eval", str(event["first"])))
            elif event["kind"] == "schedule":
                epoch.append(("schedule",))
        train = [("train", str(points[:, 0, 0].tolist())) for points, _ in case.train]
        val = [("eval", str(points[:, 0, 0].tolist())) for points, _ in case.val]
        wanted = (
            [train + val] if case.schedule is None else [[*train, ("schedule",), *val], [*train, *val, ("schedule",)]]
        )
        right = any(epoch == one * case.calls[0] for one in wanted)
        shown = " ".join(one[0] for one in epoch[:8])
        expect.that(
            right, f"the first events of fit are: {shown}; an epoch is training, step of the schedule, validation"
        )
        expect.that(told["alive"] == 0, "graphs of batches stay alive: keep numbers, not losses that have a graph")


@e09.check("fit-on-device", points=0.25)
def fit_on_device(student: Any) -> None:
    """`fit` trains and validates on `device`; the history agrees with that on the CPU."""
    case = Case([2], (1, 0.5))
    case.state = _state(F32)
    case.train, case.val = _batches((4, 3), F32), _batches((3, 2), F32, first=50)
    told = {}
    for place in ("cpu", "cuda"):
        with student.cuda(move=False):
            told[place] = case.got(student, place)
    places = {event["device"] for event in told["cuda"]["events"] if event["kind"] == "forward"}
    expect.that(places == {"cuda"}, "the clouds are not on the device")
    for name in ("train/loss", "lr"):
        pairs = zip(told["cuda"]["results"][0][name], told["cpu"]["results"][0][name], strict=True)
        for got, want in pairs:
            expect.close(got, want, f"{name} on a GPU, against that on the CPU,", 1e-3, 1e-6)
