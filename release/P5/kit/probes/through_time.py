"""Beside the student's functions on gradients through time: parameters to clip, a cell that is watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from kit.student.probe import probe


@probe
def clipped(
    clip: Callable[..., Any], values: list[Tensor], gradients: list[Tensor | None], max_norm: float, lazily: bool
) -> dict[str, Any]:
    """Clip parameters with these values and gradients, handed over as a list or, `lazily`, as a generator.

    Returns the result, the parameters' values and gradients afterwards, and what those see who held a gradient.
    """
    parameters = [nn.Parameter(value.clone()) for value in values]
    held = [None if gradient is None else gradient.clone() for gradient in gradients]
    for parameter, gradient in zip(parameters, held, strict=True):
        parameter.grad = gradient
    result = clip((one for one in parameters) if lazily else parameters, max_norm)
    return {
        "result": result,
        "values": [one.detach() for one in parameters],
        "gradients": [one.grad for one in parameters],
        "held": held,
    }


def _watch(cell: Any) -> tuple[list[Tensor], list[float]]:
    """Have `cell` note its inputs, as leaves, and at each call how large the gradient of a weight is by then."""
    inputs: list[Tensor] = []
    seen: list[float] = []
    step = cell.forward

    def forward(x: Tensor, state: Any = None) -> Any:
        gradient = cell.weight_hh.grad
        seen.append(0.0 if gradient is None else float(gradient.norm()))
        inputs.append(x.detach().clone().requires_grad_())
        return step(inputs[-1], state)

    cell.forward = forward
    return inputs, seen


@probe
def truncated(
    truncated_backward: Callable[..., Any],
    cell: nn.Module,
    head_weights: dict[str, Tensor],
    x: Tensor,
    y: Tensor,
    chunk: int,
    old: float = 0.0,
) -> dict[str, Any]:
    """Call the function with a cell and a linear head, both with gradients of `old` from before.

    Returns the result, all gradients, weights afterwards, the gradients in the inputs of the steps, (B, T, D) or None,
    and how large the gradient of a weight was when each step was computed.
    """
    weight = head_weights["weight"]
    head = nn.Linear(weight.shape[1], weight.shape[0]).to(weight)
    head.load_state_dict(head_weights)
    for one in (*cell.parameters(), *head.parameters()):
        one.grad = torch.full_like(one, old) if old else None
    inputs, seen = _watch(cell)
    result = truncated_backward(cell, head, x, y, chunk)
    reached = [torch.zeros_like(one) if one.grad is None else one.grad for one in inputs]
    named = [*cell.named_parameters(prefix="cell"), *head.named_parameters(prefix="head")]
    return {
        "result": result,
        "gradients": {name: one.grad for name, one in named},
        "weights": {name: one.detach() for name, one in named},
        "inputs": torch.stack(reached, dim=1) if len({one.shape for one in reached}) == 1 else None,
        "seen": seen,
    }
