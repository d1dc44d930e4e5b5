"""Hidden checks of P3-E14: the schedule, the evaluation and the training loop of a classifier."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P3.probes import img_given, img_loops
from assignments.P3.reference import training as reference
from kit.checks import Exercise, expect

e14 = Exercise("P3-E14", names=("warmup_cosine", "evaluate", "train_classifier"))

Batch = tuple[Tensor, Tensor]
F32, F64 = torch.float32, torch.float64

SERIES = ("train_loss", "val_loss", "val_accuracy", "lr")


def _is_float(value: Any, name: str) -> None:
    kind = getattr(value, "kind_name", type(value).__name__)
    expect.that(type(value) is float, f"{name} should be a Python float, it is of type {kind}")


# --- schedule -----------------------------------------------------------------------------------------


def _rates(student: Any, total: int, warmup: int, base: float, *least: float) -> None:
    """All rates of a run are right."""
    what = f"warmup_cosine with total_steps={total}, warmup_steps={warmup}"
    for step in range(total):
        got = student.warmup_cosine(step, total, warmup, base, *least)
        _is_float(got, what)
        expect.close(got, reference.schedule(step, total, warmup, base, *least), f"{what} at step {step}", rtol=1e-9)


def _some(low: int, high: int) -> int:
    return int(torch.randint(low, high, ()))


def _rate() -> float:
    return float(0.01 + torch.rand(()))


@e14.check("schedule", points=0.5)
def schedule(student: Any) -> None:
    """`warmup_cosine` rises linearly to `base_lr`, then falls along half a cosine, as a Python float."""
    _rates(student, _some(12, 16), _some(3, 6), _rate())
    _rates(student, _some(17, 21), _some(7, 10), _rate())


@e14.check("schedule-edges", points=0.5)
def schedule_edges(student: Any) -> None:
    """The schedule is right without warm-up, with `min_lr`, for one step of warm-up or of cosine, by keyword."""
    _rates(student, _some(7, 10), 0, _rate())
    base = 0.5 + _rate()
    _rates(student, _some(10, 14), _some(2, 5), base, base / 4)
    _rates(student, 6, 0, base, base / 3)
    for total, warmup in ((5, 1), (6, 5), (4, 4), (1, 0), (1, 1)):
        _rates(student, total, warmup, _rate())
    got = student.warmup_cosine(step=6, total_steps=11, warmup_steps=3, base_lr=0.7, min_lr=0.2)
    _is_float(got, "warmup_cosine by keyword")
    expect.close(got, reference.schedule(6, 11, 3, 0.7, 0.2), "warmup_cosine by keyword", rtol=1e-9)


# --- evaluation ---------------------------------------------------------------------------------------


def _batches(sizes: tuple[int, ...], classes: int, dtype: torch.dtype = F64, first: int = 0) -> list[Batch]:
    """Images (B, 3, 4, 6) whose first value is their number, and labels that depend on them."""
    batches = []
    for size in sizes:
        images = 2 * torch.randn(size, 3, 4, 6, dtype=dtype)
        labels = (images[:, :classes].mean((2, 3)).argmax(1) + (torch.rand(size) < 0.3)) % classes
        images[:, 0, 0, 0] = torch.arange(first, first + size) / 16
        first += size
        batches.append((images, labels))
    return batches


def _state(classes: int, dtype: torch.dtype = F64, old: bool = False) -> dict[str, Tensor]:
    """Draw the weights of a network; statistics of an `old` one are not those of a new one."""
    return {
        "conv.weight": torch.randn(5, 3, 2, 2, dtype=dtype) / 3,
        "norm.weight": 1 + torch.rand(5, dtype=dtype),
        "norm.bias": torch.randn(5, dtype=dtype),
        "norm.running_mean": torch.randn(5, dtype=dtype) if old else torch.zeros(5, dtype=dtype),
        "norm.running_var": 0.3 + torch.rand(5, dtype=dtype) if old else torch.ones(5, dtype=dtype),
        "norm.num_batches_tracked": torch.tensor(9 if old else 0),
        "head.weight": 2 * torch.randn(classes, 5, dtype=dtype),
        "head.bias": torch.randn(classes, dtype=dtype),
    }


def _evaluate(
    student: Any, state: dict[str, Tensor], batches: list[Batch], mode: bool, device: str = "cpu"
) -> dict[str, Any]:
    """What `evaluate` returned and did, after a look at the form of its result."""
    told: dict[str, Any] = student.run(img_loops.evaluated(student.evaluate, state, batches, mode, device))
    result = told["result"]
    expect.instance(result, dict, "the result of evaluate")
    for name in ("loss", "accuracy"):
        expect.that(name in result, f'the result of evaluate has no "{name}"')
        _is_float(result[name], name)
    return told


@e14.check("evaluation-values", points=0.5)
def evaluation_values(student: Any) -> None:
    """`evaluate` gives loss and accuracy in eval mode as means over the samples, whatever the batches are."""
    for classes, sizes, dtype, mode in (
        (3, (4, 4, 1), F64, True),
        (2, (1, 6), F64, False),
        (4, (5,), F32, True),
        (3, (2, 1, 7, 3), F32, False),
    ):
        state, batches = _state(classes, dtype, old=True), _batches(sizes, classes, dtype)
        loss, accuracy = reference.measure(img_loops.Net(state), batches)
        result = _evaluate(student, state, batches, mode)["result"]
        expect.close(result["loss"], loss, f"the loss over batches of {sizes}", rtol=1e-5)
        expect.close(result["accuracy"], accuracy, f"the accuracy over batches of {sizes}", rtol=1e-6)


@e14.check("evaluation-leaves-no-trace", points=0.5)
def evaluation_leaves_no_trace(student: Any) -> None:
    """`evaluate` runs in eval mode without gradients, restores the mode, and changes nothing in the model."""
    for mode in (True, False):
        batches = _batches((3, 4, 2), 3)
        told = _evaluate(student, _state(3, old=True), batches, mode)
        seen = told["seen"]
        expect.that(not any(any(call["modes"]) for call in seen), "some module is in training mode in evaluation")
        expect.that(not any(call["grad"] for call in seen), "gradients are on in evaluation")
        firsts = [value for call in seen for value in call["first"]]
        wanted = [value for images, _ in batches for value in images[:, 0, 0, 0].tolist()]
        expect.that(sorted(firsts) == wanted, "the model should see every image once")
        expect.that(told["modes"] == [mode], "the mode of the model is not what it was before evaluate")
        expect.that(not told["changed"], f"evaluate changes {', '.join(told['changed'])}")
        expect.that(not told["frozen"], "evaluate switches requires_grad of a parameter off")
        expect.that(told["gradients_changed"] == 0, "evaluate changes the gradients of the parameters")
        expect.that(told["grad_after"], "evaluate leaves gradients switched off for all that follows")


# --- training -----------------------------------------------------------------------------------------

SIZES, VAL_SIZES = (5, 4, 2), (6, 3)
CLASSES = 3


class Case:
    """Data and start of a training, and what the trusted loop makes of it."""

    def __init__(self, epochs: int, base_lr: float, sizes: tuple[int, ...] = SIZES, **options: Any) -> None:
        self.numbers, self.options = (epochs, base_lr), options
        self.state = _state(CLASSES)
        self.train, self.val = _batches(sizes, CLASSES), _batches(VAL_SIZES, CLASSES, first=100)

    def want(self, **changed: Any) -> reference.Run:
        """The trusted run."""
        options = self.options | changed
        return reference.train(img_loops.Net(self.state), self.train, self.val, *self.numbers, **options)

    def got(self, student: Any, device: str = "cpu", old_gradients: bool = False) -> dict[str, Any]:
        """The student's run, with the schedule and the evaluation bound to given ones."""
        with student.bind(warmup_cosine=img_given.warmup_cosine(), evaluate=img_given.evaluate()):
            parts = (self.state, self.train, self.val, self.numbers, self.options)
            call = img_loops.trained(student.train_classifier, *parts, device, old_gradients)
            told: dict[str, Any] = student.run(call)
        return told


def _same_state(told: dict[str, Any], want: reference.Run, when: str) -> None:
    for name, value in want.state.items():
        expect.tensor(told["state"][name], name, shape=tuple(value.shape))
        expect.close(told["state"][name], value, f"{name} after {when}", rtol=1e-4, atol=1e-5)


@e14.check("parameters", points=0.5)
def parameters(student: Any) -> None:
    """After three epochs parameters and buffers are right, with and without warm-up and weight decay."""
    for case, when in (
        (Case(3, 0.02), "3 epochs with defaults"),
        (Case(3, 0.05, warmup_steps=4, weight_decay=0.5), "3 epochs with warm-up and weight decay"),
        (Case(2, 0.03, sizes=(6,), weight_decay=0.0, warmup_steps=1), "2 epochs of one batch"),
    ):
        _same_state(case.got(student), case.want(), when)


@e14.check("clipping", points=0.5)
def clipping(student: Any) -> None:
    """With `max_norm` the joint norm of each step's gradients is limited, and only where it is larger."""
    for share in (0.2, 0.5):
        case = Case(3, 0.03, warmup_steps=2)
        norms = torch.tensor(case.want().norms)
        case.options["max_norm"] = float(norms.quantile(share)) * 0.999
        want, told = case.want(), case.got(student)
        steps = [event for event in told["events"] if event["kind"] == "step"]
        expect.that(len(steps) == len(want.gradients), "there should be one step of the optimiser for each batch")
        for number, (step, wanted) in enumerate(zip(steps, want.gradients, strict=True)):
            for name, value in wanted.items():
                what = f"the gradient of {name} that step {number} uses"
                expect.close(step["gradients"][name], value, what, rtol=1e-3, atol=1e-5)
        _same_state(told, want, "3 epochs with clipping")


@e14.check("history", points=0.5)
def history(student: Any) -> None:
    """The history holds losses and accuracy of each epoch and the rate of each step, as lists of floats."""
    for case in (Case(3, 0.04, warmup_steps=5), Case(1, 0.02, sizes=(2, 5))):
        want, told = case.want(), case.got(student)
        got = told["history"]
        expect.instance(got, dict, "the history")
        for name in SERIES:
            expect.that(name in got, f'the history has no "{name}"')
            values, wanted = got[name], getattr(want, name)
            expect.instance(values, list, f"{name} of the history")
            unit = "step" if name == "lr" else "epoch"
            count = f"{name} of the history has {len(values)} entries, expected one for each {unit}"
            expect.that(len(values) == len(wanted), count)
            for number, (value, right) in enumerate(zip(values, wanted, strict=True)):
                _is_float(value, f"{name} of the history")
                expect.close(value, right, f"{name} of {unit} {number}", rtol=1e-4)


@e14.check("order", points=0.25)
def order(student: Any) -> None:
    """For each batch: forward in training mode, backward onto clear gradients, one step with the rate noted."""
    case = Case(3, 0.03, warmup_steps=2)
    want, told = case.want(), case.got(student, old_gradients=True)
    events = [event for event in told["events"] if event["kind"] != "forward" or event["grad"]]
    kinds = [event["kind"] for event in events]
    forwards = [event for event in events if event["kind"] == "forward"]
    expect.that(all(all(one["modes"]) for one in forwards), "some module was in eval mode during training")
    firsts = [one["first"] for one in forwards]
    wanted = [images[:, 0, 0, 0].tolist() for images, _ in case.train] * 3
    expect.that(firsts == wanted, "training should see every batch once an epoch, in the order of the loader")
    expect.that(told["passes"] >= 3, "each epoch should go through the training loader anew: it may shuffle")
    expect.that(not told["seeded"], "train_classifier seeds torch: random numbers are the caller's")
    right = kinds == ["forward", "backward", "step"] * len(wanted)
    expect.that(right, "for each batch there should be one forward pass, one backward pass, one step, in this order")
    clear = all(event["clear"] for event in events if event["kind"] == "backward")
    expect.that(clear, "a backward pass begins while gradients of an earlier one are still there")
    for number, event in enumerate(event for event in events if event["kind"] == "step"):
        expect.that(len(event["rates"]) == 1, "the parameters have different learning rates")
        expect.close(event["rates"][0], want.lr[number], f"the rate that step {number} uses", rtol=1e-6)
    kept = max([one["alive"] for one in forwards] + [told["alive"]])
    expect.that(kept == 0, "graphs of earlier batches stay alive: keep numbers, not losses that have a graph")


@e14.check("device", points=0.25)
def device(student: Any) -> None:
    """Both loops move the batches to `device`; the results agree with those on the CPU."""
    case = Case(1, 0.02, warmup_steps=1, max_norm=0.5)
    state, batches = _state(3, old=True), _batches((3, 2), 3)
    told: dict[str, Any] = {}
    measured: dict[str, Any] = {}
    for place in ("cpu", "cuda"):
        with student.cuda(move=False):
            told[place] = case.got(student, place)
            measured[place] = _evaluate(student, state, batches, True, place)
    seen = [event for event in told["cuda"]["events"] if event["kind"] == "forward"]
    for name, calls in (("training", seen), ("evaluation", measured["cuda"]["seen"])):
        places = {call["device"] for call in calls}
        expect.that(places == {"cuda"}, f"in {name} the images are not on the device")
    expect.that(told["cuda"]["places"] == ["cuda"], "after training the model is not on the device")
    for name in ("train_loss", "val_loss"):
        pair = []
        for place in ("cuda", "cpu"):
            values = told[place]["history"]
            expect.instance(values, dict, "the history")
            one = values.get(name)
            expect.that(type(one) is list and len(one) == 1, f"{name} of the history should be a list")
            _is_float(one[0], name)
            pair.append(one[0])
        expect.close(pair[0], pair[1], f"{name} on a GPU, against that on the CPU,", rtol=1e-3)
    got, want = (measured[place]["result"]["loss"] for place in ("cuda", "cpu"))
    expect.close(got, want, "the loss of evaluate on a GPU, against that on the CPU,", rtol=1e-3)
