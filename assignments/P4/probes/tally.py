"""Beside the student's functions: how many tensor operations a call takes, and whether its result is its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from kit.student import probe


class _Counter(TorchDispatchMode):
    """Counts operators."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))


@probe
def operations(function: Callable[..., Any], *args: Any) -> int:
    """How many operators ``function(*args)`` runs."""
    with _Counter() as counter:
        function(*args)
    return counter.count


@probe
def overwritten(function: Callable[..., Any], *args: Any) -> list[bool]:
    """Write over the result of ``function(*args)``; for each tensor argument, whether it stayed as it was."""
    before = [value.detach().clone() for value in args if isinstance(value, Tensor)]
    result = function(*args).detach()
    values = [value for value in args if isinstance(value, Tensor)]
    for index in range(result.shape[0] if result.dim() else 0):
        result[index] = 1e3 + index
    if result.dim() == 0:
        result.fill_(1e3)
    rows = [float(row.flatten()[0]) for row in result] if result.dim() else []
    apart = rows == [1e3 + index for index in range(len(rows))]  # rows that share memory overwrite one another
    return [apart and torch.equal(now, old) for now, old in zip(values, before, strict=True)]
