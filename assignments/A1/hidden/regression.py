"""A1-E8: a line as nn.Module, and its training loop."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from assignments.A1.probes import regression as probes
from assignments.A1.reference import regression as reference
from kit.checks import Exercise, StudentError, expect

e8 = Exercise("A1-E8", names=("LinearModel", "train_regression"))


def _uniform(low: float, high: float) -> float:
    return low + (high - low) * float(torch.rand(()))


def _points(n: int) -> tuple[Tensor, Tensor]:
    """Noisy points on a random line: xs (n, 1) in [-1, 1], ys (n, 1), float32."""
    xs = 2 * torch.rand(n, 1) - 1
    slope = _uniform(1, 3) * (1 if torch.rand(()) < 0.5 else -1)
    return xs, slope * xs + _uniform(-2, 2) + 0.3 * torch.randn(n, 1)


def _parameters(model: Any) -> dict[str, Tensor]:
    return dict(iter(model.named_parameters()))


def _output(model: Any, xs: Tensor) -> Tensor:
    """The model's checked output, (N, 1) float64 without graph."""
    got = model(xs)
    expect.tensor(got, "the model's output", shape=(len(xs), 1))
    return got.detach().cpu().double()


def _line(model: Any) -> tuple[float, float]:
    """Slope and offset, read off at 0 and 1."""
    at_0, at_1 = _output(model, torch.tensor([[0.0], [1.0]])).flatten().tolist()
    return at_1 - at_0, at_0


def _model(student: Any) -> Any:
    """The student's model if it can be trained, else a given one: its mistakes belong to other checks."""
    try:
        model = student.LinearModel()
        slope, offset = _line(model)
        numbers = [value for values in _parameters(model).values() for value in values.flatten().tolist()]
        if len(numbers) == 2 and np.allclose(sorted(numbers), sorted([slope, offset]), atol=1e-5):
            return model
    except (AssertionError, StudentError):
        pass
    return student.run(probes.line(_uniform(-2, 2), _uniform(-2, 2)))


def _losses(value: Any, epochs: int) -> Tensor:
    """The returned losses, checked: a tensor, array or list of `epochs` numbers without graph."""
    if type(value) in (list, tuple):
        for item in value:
            expect.number(item, "an entry of losses")
            expect.that(not getattr(item, "requires_grad", False), "an entry of losses carries a graph")
        value = torch.tensor([float(item) for item in value])
    elif isinstance(value, np.ndarray):
        value = torch.from_numpy(value)
    expect.tensor(value, "losses", shape=(epochs,), grad=False)
    expect.that(value.is_floating_point(), "losses should be of a floating point dtype")
    return value.cpu().double()


def _follows_recursion(
    student: Any,
    model: Any,
    n: int,
    batch_size: int | None,
    flat: bool = False,
    linex: float | None = None,
    diverging: bool = False,
) -> None:
    """Train `model` and compare losses and final line with gradient descent from the same start."""
    xs, ys = _points(n)
    # the steepest curvature is at least 2: from a rate of 1 on, plain descent climbs
    lr, epochs = 1.2 if diverging else _uniform(0.02, 0.12), int(torch.randint(5, 12, ()))
    slope, offset = _line(model)
    options: dict[str, Any] = {"lr": lr, "epochs": epochs, "batch_size": batch_size}
    trusted = reference.squared_error
    if linex is not None:
        options["criterion"] = probes.linex(linex)
        trusted = probes.Linex(linex)
    value = student.train_regression(model, xs, ys[:, 0] if flat else ys, **options)
    expect.untouched(student, "train_regression")
    got = _losses(value, epochs)
    losses, slope, offset = reference.descend(slope, offset, xs, ys, lr, epochs, batch_size, trusted)
    case = f"(N = {n}, batch_size = {batch_size}, ys {(n,) if flat else (n, 1)})"
    expect.close(got, losses, f"losses {case}", rtol=1e-4, atol=1e-5)
    final = torch.tensor(_line(model), dtype=torch.float64)
    wanted = torch.tensor([slope, offset], dtype=torch.float64)
    expect.close(final, wanted, f"the trained slope and offset {case}", rtol=1e-4, atol=1e-4)


@e8.check("registration", points=1)
def registration(student: Any) -> None:
    """LinearModel has exactly two learned numbers, saves and loads them, and is w x + b.

    Any two numbers may be loaded.
    """
    model = student.LinearModel()
    _output(model, torch.randn(1, 1))
    parameters = _parameters(model)
    count = sum(value.numel() for value in parameters.values())
    expect.that(count == 2, f"parameters() finds {count} learned numbers, it should find two")
    expect.that(
        all(value.requires_grad for value in parameters.values()), "a parameter has requires_grad=False"
    )
    for _ in range(2):
        numbers = torch.tensor([_uniform(0.5, 3), -_uniform(0.5, 3)])[torch.randperm(2)]
        state, used = dict(model.state_dict()), 0
        missing = [name for name in parameters if name not in state]
        expect.that(not missing, f"state_dict() lacks the parameters {missing}")
        for name, value in parameters.items():
            state[name] = numbers[used : used + value.numel()].reshape(value.shape)
            used += value.numel()
        model.load_state_dict(state)
        got = torch.tensor(sorted(_line(model)))
        expect.close(got, numbers.sort().values, "{slope, offset} after loading two numbers")
        slope, offset = _line(model)
        xs = 3 * torch.randn(7, 1)
        expect.close(_output(model, xs), slope * xs.double() + offset, "w x + b", rtol=1e-4, atol=1e-4)
        other = student.LinearModel()
        other.load_state_dict(model.state_dict())
        expect.close(
            _output(other, xs), _output(model, xs), "a second model after load_state_dict", atol=1e-6
        )


@e8.check("descent", points=2)
def descent(student: Any) -> None:
    """Losses and final line are those of plain gradient descent on consecutive batches from the start."""
    for n, batch_size, flat in (
        (20, None, False),
        (23, 5, True),
        (11, 4, False),
        (11, 5, True),  # a last batch of one
        (13, None, True),
        (13, 5, True),
        (150, None, False),  # more than a usual batch size
    ):
        _follows_recursion(student, _model(student), n, batch_size, flat)
    _follows_recursion(student, _model(student), 13, None, diverging=True)


@e8.check("fit", points=1)
def fit(student: Any) -> None:
    """By default model and loop come near the least-squares line; a given criterion is the one used."""
    model = student.LinearModel()
    xs, ys = _points(60)
    _losses(student.train_regression(model, xs, ys), 200)
    error = float(reference.squared_error(_output(model, xs), ys.double()))
    least = reference.least_squares_error(xs, ys)
    expect.that(
        error <= 1.2 * least, f"the error of the line is {error / least:.3g} times the least possible one"
    )
    _follows_recursion(student, _model(student), 17, 6, linex=0.25)


@e8.check("device", points=1)
def device(student: Any) -> None:
    """train_regression moves the model and the batches to the device, with the same losses as on the CPU."""
    xs, ys = _points(19)
    options = {"lr": 0.05, "epochs": 4, "batch_size": 7}
    model = _model(student)
    with student.cuda(move=False):
        moved = _model(student)
        moved.load_state_dict(model.state_dict())
        losses = student.train_regression(moved, xs, ys, **options, device="cuda")
        _parameters(moved)
        expect.on_device(student, "the trained model")
        moved.to("cpu")
        line = torch.tensor(_line(moved))
        at_home = _model(student)
        student.train_regression(at_home, xs, ys, **options)
        _parameters(at_home)
        expect.on_device(student, 'a model trained with device="cpu"', "cpu")
    want = _losses(student.train_regression(model, xs, ys, **options), 4)
    expect.close(_losses(losses, 4), want, "losses on the device", rtol=1e-4, atol=1e-5)
    expect.close(
        line, torch.tensor(_line(model)), "slope and offset trained on the device", rtol=1e-4, atol=1e-4
    )
