"""P5-E17: a history for TensorBoard."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import event_logs
from kit.checks import Exercise, Skipped, expect
from kit.probes import writers

e17 = Exercise("P5-E17", names=("log_history",))

Call = dict[str, Any]
History = dict[str, list[Any]]


def _history(epochs: int) -> History:
    """Series of floats, ints, tensors in two precisions and with a graph."""
    values = torch.rand(5, epochs).tolist()
    return {
        "train/loss": [torch.tensor(one, requires_grad=True) for one in values[0]],
        "train/acc": values[1],
        "val/acc": [torch.tensor(one, dtype=torch.float64) for one in values[2]],
        "lr": [0.1 * one for one in values[3]],
        "clouds": list(range(epochs)),
    }


def _numbers(history: History) -> dict[str, list[float]]:
    return {
        tag: [float(one.detach() if isinstance(one, Tensor) else one) for one in row] for tag, row in history.items()
    }


def _calls(student: Any, *histories: History) -> list[Call]:
    writer = student.run(writers.recorder())
    for history in histories:
        result = student.log_history(writer, history)
        expect.untouched(student, "log_history")
        expect.that(result is None, "log_history should return None")
    calls: list[Call] = student.run(writers.calls(writer))
    return calls


def _scalars(calls: list[Call]) -> list[Call]:
    return [call for call in calls if call["method"] == "add_scalar"]


def _series(calls: list[Call]) -> dict[str, list[tuple[Any, float]]]:
    found: dict[str, list[tuple[Any, float]]] = {}
    for call in _scalars(calls):
        expect.instance(call["tag"], str, "a tag")
        found.setdefault(call["tag"], []).append((call["step"], call["value"]))
    return found


@e17.check("tags-steps-values", points=0.5)
def tags_steps_values(student: Any) -> None:
    """Each tag has the steps 0, 1, 2, ... in this order, each with the value of its epoch."""
    for epochs in (5, 1, 12):
        history = _history(epochs)
        found = _series(_calls(student, history))
        expect.that(sorted(found) == sorted(history), f"the tags are {sorted(found)}")
        for tag, values in _numbers(history).items():
            steps = [step for step, _ in found[tag]]
            expect.that(steps == list(range(epochs)), f"the steps of {tag} for {epochs} epochs are {steps}")
            for (step, got), want in zip(found[tag], values, strict=True):
                expect.instance(step, int, "a step")
                expect.close(got, want, f"{tag} of step {step}", 1e-6, 1e-9)
    other = {"loss": [float("nan"), float("inf"), 0.0]}
    steps = [call["step"] for call in _scalars(_calls(student, other))]
    expect.that(steps == [0, 1, 2], f"of the numbers nan, inf, 0 the steps {steps} are recorded")
    twice = _series(_calls(student, {"lr": [0.2, 0.1]}, {"lr": [0.4, 0.3]}))["lr"]
    expect.that([step for step, _ in twice] == [0, 1, 0, 1], "a second call should begin with step 0 again")


@e17.check("floats-flush-open", points=0.25)
def floats_flush_open(student: Any) -> None:
    """Values are Python floats; after the last one comes `flush()`; the writer stays open."""
    calls = _calls(student, _history(3))
    for call in _scalars(calls):
        expect.that(call["type"] == "float", f"{call['tag']} arrives as {call['type']}")
    methods = [call["method"] for call in calls]
    expect.that("flush" in methods, "flush() is not called")
    expect.that(methods[-1] == "flush", "flush() should come after the last number")
    expect.that("close" not in methods, "the writer is closed")
    history = _history(2)
    after = student.run(event_logs.kinds_after(student.log_history, student.run(writers.recorder()), history))
    graphs = ["Tensor with graph"] * 2, ["float"] * 2, ["Tensor"] * 2, ["float"] * 2, ["int"] * 2
    expect.that(after == dict(zip(history, graphs, strict=True)), "the history is changed")


@e17.check("lengths", points=0.25)
def lengths(student: Any) -> None:
    """Series of different lengths are a ValueError."""
    for first, second, third in ((3, 2, 3), (2, 3, 3), (1, 1, 4), (2, 0, 2)):
        history = {"train/loss": [0.5] * first, "val/acc": [0.25] * second, "lr": [0.1] * third}
        writer = student.run(writers.recorder())
        expect.raises(ValueError, student.log_history, writer, history)


@e17.check("event-file", points=0.5)
def event_file(student: Any) -> None:
    """An event file of TensorBoard holds every series."""
    if student.run(event_logs.works()) is not True:
        raise Skipped("TensorBoard cannot write and read an event file here")
    history = _history(4)
    _holds(student.run(event_logs.entries(student.log_history, history)), history, "the file")


@e17.check("stand-in", points=0.5)
def stand_in(student: Any) -> None:
    """The writer that stands in for TensorBoard takes the same calls."""
    for epochs in (3, 6):
        history = _history(epochs)
        _holds(student.run(event_logs.stand_in(student.log_history, history)), history, "the writer")


def _holds(found: Any, history: History, where: str) -> None:
    expect.instance(found, dict, "what was written")
    expect.that(sorted(found) == sorted(history), f"the tags in {where} are {sorted(found)}")
    for tag, values in _numbers(history).items():
        steps = [step for step, _ in found[tag]]
        expect.that(steps == list(range(len(values))), f"the steps of {tag} in {where} are {steps}")
        for (_, got), want in zip(found[tag], values, strict=True):
            expect.close(got, want, f"{tag} in {where}", rtol=1e-5, atol=1e-6)
