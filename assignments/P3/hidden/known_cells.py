"""What the checks of cells and of recurrent layers share: known weights, trusted cells, forms, gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from assignments.P3.probes import cells, weights
from kit.checks import CheckFailed, expect

State = Tensor | tuple[Tensor, Tensor] | None

RECURRENT = ("rnn_cell", "lstm_cell", "gru_cell", "rnn", "lstm", "gru")
"""Torch's cells and layers."""

CLASSES = {"rnn": "RNNCell", "lstm": "LSTMCell", "gru": "GRUCell"}
GATES = {"rnn": 1, "lstm": 4, "gru": 3}
NAMES = {"rnn": ("h'",), "lstm": ("h'", "c'"), "gru": ("h'",)}

SIZES = ((3, 5, 7), (2, 6, 4), (1, 3, 2), (4, 2, 1), (5, 1, 3))
"""Batch, input and hidden size; all different, then with a size of 1."""

SQUARE = ((4, 4, 4), (1, 1, 1), (6, 6, 6))
"""The same, all equal: mixed axes run."""

VALUES = {torch.float32: 1e-5, torch.float64: 1e-8}
GRADIENTS = {torch.float32: 1e-4, torch.float64: 1e-8}


def draw(kind: str, d: int, h: int, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Random weights and biases of a cell, by their documented names."""
    rows = GATES[kind] * h
    shapes = {"weight_ih": (rows, d), "weight_hh": (rows, h), "bias_ih": (rows,), "bias_hh": (rows,)}
    return {name: 0.7 * torch.randn(shape, dtype=dtype) for name, shape in shapes.items()}


def trusted(kind: str, known: dict[str, Tensor]) -> Any:
    """Torch's cell with these weights, in float64."""
    return cells.known(kind, {name: value.double() for name, value in known.items()}).local()


def own(student: Any, kind: str, known: dict[str, Tensor], device: str = "cpu") -> Any:
    """The student's cell with these weights, in their dtype."""
    h = known["weight_hh"].shape[1]
    cell = module(student.get(CLASSES[kind])(known["weight_ih"].shape[1], h), CLASSES[kind])
    if known["weight_ih"].dtype == torch.float64:
        cell.double()
    if device != "cpu":
        cell.to(device)
    student.run(weights.load(cell, known))
    return cell


def module(value: Any, name: str) -> Any:
    """`value`, if it is an `nn.Module`."""
    expect.that(getattr(value, "kind", "") == "module", f"{name} should be an nn.Module")
    return value


def draw_state(kind: str, *shape: int, dtype: torch.dtype = torch.float32) -> Any:
    """A state of the given shape: a tensor, or for "lstm" a pair of different ones."""
    first = 0.8 * torch.randn(shape, dtype=dtype)
    return (first, 1.5 * torch.randn(shape, dtype=dtype)) if kind == "lstm" else first


def zero_state(kind: str, *shape: int, dtype: torch.dtype = torch.float32) -> Any:
    """A state of zeros."""
    zeros = torch.zeros(shape, dtype=dtype)
    return (zeros, zeros.clone()) if kind == "lstm" else zeros


def double(state: Any) -> Any:
    """A copy in float64, without a graph."""
    if isinstance(state, tuple):
        return tuple(one.detach().double() for one in state)
    return None if state is None else state.detach().double()


def parts(state: Any) -> tuple[Tensor, ...]:
    """The tensors of a trusted state."""
    return state if isinstance(state, tuple) else (state,)


def form(value: Any, kind: str, shape: Sequence[int], dtype: torch.dtype, words: str) -> tuple[Tensor, ...]:
    """The tensors of a returned state, after a look at its form."""
    if kind == "lstm":
        expect.instance(value, tuple, words)
        expect.that(len(value) == 2, f"{words} should be a pair of tensors, it has {len(value)} parts")
    found: tuple[Tensor, ...] = value if kind == "lstm" else (value,)
    for one, name in zip(found, NAMES[kind], strict=True):
        expect.tensor(one, f"{name} of {words}" if kind == "lstm" else words, shape=shape, dtype=dtype)
    return found


def same(got: Sequence[Tensor], want: Any, kind: str, words: str, tolerance: float) -> None:
    """The tensors of a state are those of the trusted one."""
    for one, right, name in zip(got, parts(want), NAMES[kind], strict=True):
        name = f"{name} of {words}" if kind == "lstm" else words
        expect.close(one.detach(), right.detach(), name, rtol=tolerance, atol=tolerance)


def backward(outputs: Sequence[Tensor], cotangents: Sequence[Tensor], words: str) -> None:
    """Differentiate the weighted sum of what the student's code returned."""
    try:
        loss = sum(((one * two).sum() for one, two in zip(outputs, cotangents, strict=True)), torch.zeros(()))
        loss.backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward through {words} fails: {str(error)[:160]}") from None


def same_gradient(got: Tensor, want: Tensor, words: str, dtype: torch.dtype = torch.float32) -> None:
    """The leaf `got` has the gradient of the trusted leaf `want`."""
    if want.grad is None:  # nothing depends on it
        return
    expect.that(got.grad is not None, f"no gradient comes to {words}")
    tolerance = GRADIENTS[dtype]
    expect.close(got.grad, want.grad, f"the gradient in {words}", rtol=tolerance, atol=tolerance)


def same_parameter_gradients(student: Any, net: Any, right: torch.nn.Module, dtype: torch.dtype) -> None:
    """The parameters of the student's `net` have the gradients of those of `right`, if they are called alike.

    A module with other parameters only has to have gradients.
    """
    found = student.run(weights.gradients(net))
    wanted = dict(right.named_parameters())
    for name, gradient in found.items():
        expect.that(gradient is not None, f"no gradient comes to the parameter {name}")
        expect.tensor(gradient, f"the gradient of {name}")
        if set(found) == set(wanted):
            tolerance = GRADIENTS[dtype]
            want = wanted[name].grad
            assert want is not None
            expect.close(gradient, want, f"the gradient of {name}", rtol=tolerance, atol=tolerance)
        else:
            expect.that(bool((gradient != 0).any()), f"the gradient of the parameter {name} is 0")
